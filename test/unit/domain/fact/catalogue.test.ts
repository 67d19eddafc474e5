import { right } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { catalogue, isCatalogueType } from '../../../../domain/fact/catalogue.ts';
import { madeFact } from '../../../support/facts.ts';
import { cloudEvent, decoded, pathsOf } from './decoding.ts';
import { examples } from './examples.ts';

describe.each(Object.entries(examples))('%s', (type, { accepted, refused }) => {
  test.each(accepted)('takes %j', (data) => {
    expect(decoded(cloudEvent({ type, data }))).toEqual(right(madeFact({ type, data })));
  });

  test.each(refused)('refuses %j at %s', (data, ...paths) => {
    expect(pathsOf(cloudEvent({ type, data })).toSorted()).toEqual(paths.toSorted());
  });
});

test.each(['toString', '__proto__', 'constructor', 'openmeet.file', 'Openmeet.file.stored'])(
  '%s is no type of the catalogue',
  (type) => {
    expect(isCatalogueType(type)).toBe(false);
  },
);

test('every type of the catalogue has its examples', () => {
  expect(Object.keys(examples)).toEqual(Object.keys(catalogue));
});
