import * as E from 'fp-ts/lib/Either.js';
import { expect, test } from 'vitest';
import { acceptedBy } from '../../../../api/http/rendering.ts';

const renderings = {
  'text/html': () => ({ content: 'html' }),
  'application/pdf': () => ({ content: 'pdf' }),
  'text/csv': () => ({ content: 'csv' }),
};

const chosen = (accept: string | undefined): unknown => {
  const accepted = acceptedBy(accept, renderings);
  return E.isLeft(accepted) ? accepted.left.status : (accepted.right?.mediaType ?? 'json');
};

test.each([
  [undefined, 'json'],
  ['', 'json'],
  ['*/*', 'json'],
  ['application/json', 'json'],
  ['application/*', 'json'],
  ['text/*', 'text/html'],
  ['text/csv', 'text/csv'],
  ['TEXT/CSV', 'text/csv'],
  ['text/csv;q=0.5, application/pdf', 'application/pdf'],
  ['text/csv, application/pdf;q=0.9', 'text/csv'],
  ['application/pdf;q=0.1, application/json;q=0.2', 'json'],
  ['application/json;q=0, */*', 'text/html'],
  // What a browser sends.
  ['text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8', 'text/html'],
  ['image/png', 406],
  ['application/pdf;q=0', 406],
  ['nonsense', 406],
])('accepting %j gives %s', (accept, expected) => {
  expect(chosen(accept)).toBe(expected);
});

test('where there is JSON only, it comes whatever is accepted', () => {
  expect(acceptedBy('image/png', {})).toEqual(E.right(undefined));
});
