import * as t from 'io-ts';
import { expect, test } from 'vitest';
import { closed } from '../../../../domain/codec/closed.ts';
import { faultsOf } from '../../../../domain/codec/faults.ts';
import { shortList } from '../../../../domain/codec/short-list.ts';

test('a list that is not too long comes as it is, and every fault of it is told', () => {
  const codec = shortList(t.string, 3);
  expect(codec.decode(['a', 'a', 'b'])).toMatchObject({ right: ['a', 'a', 'b'] });
  expect(faultsOf(codec.decode([1, 'a', 2]), '').map(({ path }) => path)).toEqual(['/0', '/2']);
});

test('of a list that is too long only that is told', () => {
  expect(faultsOf(shortList(t.string, 3).decode(Array(1_000_000).fill(1)), '')).toEqual([
    { path: '', message: 'must have up to 3 entries' },
  ]);
});

test('an object tells of more faults of a list than a call has arguments', () => {
  const codec = closed('Listing', { list: t.readonlyArray(t.string) }, {});
  expect(faultsOf(codec.decode({ list: Array(300_000).fill(1) }), '')).toHaveLength(300_000);
});
