import { expect, test } from 'vitest';
import { linesOf } from '../../../../api/invoices/pdf/text-lines.ts';

const shown = (text: string, width = 90) =>
  linesOf(text, width).map((line) => line.map(({ text: part, font }) => `${font}:${part}`));

test.each([
  ['user:u1 – Ελλάδα, Россия', ['Roboto:user:u1 – Ελλάδα, Россия']],
  [
    'group:鉄道ファン (東京)',
    ['Roboto:group:', 'Japanese:鉄道ファン', 'Roboto: (', 'Japanese:東京', 'Roboto:)'],
  ],
  ['group:铁路', ['Roboto:group:', 'Chinese:铁路']],
  ['group:한국 철도', ['Roboto:group:', 'Korean:한국', 'Roboto: ', 'Korean:철도']],
  ['train 🚂', ['Roboto:train [U+1F682]']],
  ['a\u202Eb\u200Bc\uFE0F', ['Roboto:abc']],
  ['e\u0301', ['Roboto:é']],
])('%s', (text, runs) => {
  expect(shown(text)).toEqual([runs]);
});

const blank = '\u00A0';

test('a name that runs to the left stands in the order in which it is read', () => {
  expect(shown('group:חובבי רכבות 42')).toEqual([
    [
      'Roboto:group:',
      'Roboto:42',
      `Roboto:${blank}`,
      'Hebrew:רכבות',
      `Roboto:${blank}`,
      'Hebrew:חובבי',
    ],
  ]);
});

test('brackets stay around what they are around', () => {
  const [line = []] = shown('צוות (אב)');
  // From left to right: the closing bracket of the Hebrew text comes first, and looks as an opening one.
  expect(line).toEqual(['Roboto:(', 'Hebrew:אב', `Roboto:)${blank}`, 'Hebrew:צוות']);
});

test('long ones are cut between words, and words that are too long within', () => {
  const text = `${'שלום '.repeat(30)}${'א'.repeat(25)}`;
  const lines = linesOf(text, 20);
  for (const line of lines) {
    expect(line.reduce((length, run) => length + run.text.length, 0)).toBeLessThanOrEqual(20);
  }
  const letters = lines
    .flatMap((line) => line.map((run) => run.text.replaceAll(blank, '')))
    .join('');
  expect(letters).toBe(text.replaceAll(' ', ''));
});

test('every line runs as the text begins', () => {
  const lines = shown('group: abc def אבג', 10);
  expect(lines).toEqual([['Roboto:group:\u00A0abc'], ['Roboto:def\u00A0', 'Hebrew:אבג']]);
});
