import { describe, expect, it } from 'vitest';
import { inPieces } from './pieces.ts';

const later = (text: string, ms: number) => () =>
  new Promise<{ default: string }>((resolve) => setTimeout(() => resolve({ default: text }), ms));

describe('a text in pieces', () => {
  it('is strung together in its order, whichever comes first, and each piece is told', async () => {
    const heard: string[] = [];
    const pieces = [later('a', 30), later('b', 1), later('c', 5), later('d', 1), later('e', 1)];
    expect(await inPieces(pieces, (done, of) => heard.push(`${done}/${of}`))).toBe('abcde');
    expect(heard).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5']);
  });
  it('has never more than a few on the way', async () => {
    let now = 0;
    let most = 0;
    const piece = async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now -= 1;
      return { default: '' };
    };
    await inPieces(
      Array.from({ length: 20 }, () => piece),
      () => undefined,
    );
    expect(most).toBe(3);
  });
  it('fails with the piece that fails', async () => {
    const lost = () => Promise.reject(new Error('gone'));
    await expect(inPieces([later('a', 1), lost], () => undefined)).rejects.toThrow('gone');
  });
});
