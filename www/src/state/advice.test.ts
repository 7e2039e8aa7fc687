import { expect, test } from 'vitest';
import { withAdvice } from './advice.ts';

const advice = (code: string) => ({ 'wrong-crc': 'fetch it again', quiet: '' })[code];

test('advice stands behind the first finding of its kind and its effect', () => {
  const markdown = [
    '### Findings',
    '',
    '- **fatal** wrong-crc: an entry is damaged (a/b.json)',
    '  - Effect: the restore fails',
    '- **fatal** wrong-crc: another one',
    '- **data loss** quiet: nothing is known',
    '- … 3 findings in all',
    '',
  ].join('\n');
  expect(withAdvice(markdown, advice).split('\n')).toEqual([
    '### Findings',
    '',
    '- **fatal** wrong-crc: an entry is damaged (a/b.json)',
    '  - Effect: the restore fails',
    '  - What to do: fetch it again',
    '- **fatal** wrong-crc: another one',
    '- **data loss** quiet: nothing is known',
    '- … 3 findings in all',
    '',
  ]);
});

test('a finding at the end, and text without findings', () => {
  expect(withAdvice('- **note** wrong-crc: x\n', advice)).toBe(
    '- **note** wrong-crc: x\n  - What to do: fetch it again\n',
  );
  expect(withAdvice('plain\n- **bold** text', advice)).toBe('plain\n- **bold** text');
});
