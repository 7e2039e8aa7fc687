import { describe, expect, it } from 'vitest';
import { doubtsOf, isHeader, isTight, type Request } from './lamp.ts';

const META =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'; form-action 'none'; img-src 'self' blob:";
const HEADER = `${META}; frame-ancestors 'none'`;
const refused = (...policies: string[]) => ({ refused: true, policies });
const reached = { refused: false, policies: [] };
const own: Request = { address: 'https://here.example/a.js', type: 'script', own: true, began: 0 };

describe('the lamp', () => {
  it('is green if page and workers were refused by the header', () => {
    expect(doubtsOf(refused(META, HEADER), [refused(HEADER), refused(HEADER)], [own])).toEqual([]);
  });
  it.each([
    ['no worker was refused', refused(HEADER, META), [reached], ['reached']],
    ['one worker of two was not refused', refused(HEADER), [refused(HEADER), reached], ['reached']],
    ['only the policy in the HTML refused', refused(META), [refused(HEADER)], ['no-header']],
    ['nothing says who refused: the network may be down', refused(), [refused(HEADER)], ['no-policy']],
    [
      'the header lets something through',
      refused(META, HEADER.replace("connect-src 'none'", 'connect-src https://elsewhere.example')),
      [],
      ['weak-header'],
    ],
    [
      'the header lets forms through',
      refused(HEADER.replace("form-action 'none'; ", '')),
      [],
      ['weak-header'],
    ],
  ] as const)('is not if %s', (_why, page, workers, doubts) => {
    expect(doubtsOf(page as never, workers as never, [])).toEqual(doubts);
  });
  it('is green in the one file if page and workers were refused by the policy inside', () => {
    const inside = META.replace("'self' 'wasm", `'sha256-${'A'.repeat(43)}=' 'wasm`);
    expect(doubtsOf(refused(inside), [refused(inside)], [], true)).toEqual([]);
    expect(doubtsOf(refused(inside), [reached], [], true)).toEqual(['reached']);
    expect(doubtsOf(refused(inside), [refused()], [], true)).toEqual(['no-policy']);
    const open = inside.replace("connect-src 'none'", 'connect-src https://elsewhere.example');
    expect(doubtsOf(refused(open), [], [], true)).toEqual(['weak-header']);
    // What came from a server and knows a script by its sum is not the policy that was sent with it.
    expect(doubtsOf(refused(`${inside}; frame-ancestors 'none'`), [], [], false)).toEqual(['weak-header']);
  });
  it('is not if a request went elsewhere', () => {
    expect(doubtsOf(refused(HEADER), [], [own, { ...own, own: false }])).toEqual(['foreign-request']);
  });
});

it('a policy is told by what it says', () => {
  expect(isHeader(HEADER)).toBe(true);
  expect(isHeader(META)).toBe(false);
  expect(isTight(`${HEADER}; require-trusted-types-for 'script'; trusted-types engine-worker`)).toBe(true);
  expect(isTight("connect-src 'none'")).toBe(false);
  expect(isTight(HEADER.replace("script-src 'self'", "script-src 'self' https://cdn.example"))).toBe(false);
});
