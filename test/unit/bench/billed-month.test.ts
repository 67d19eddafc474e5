import { isRight } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { describe, expect, test } from 'vitest';
import {
  accountsOf,
  batchStarts,
  bodyFrom,
  monthFrom,
  monthTo,
} from '../../../bench/facts/billed-month.ts';
import { decodeFact } from '../../../domain/fact/decode-fact.ts';
import { decodeOrThrow } from '../../support/decode-or-throw.ts';

const facts = 2_350;
const accounts = accountsOf(facts);

const made = batchStarts(facts)
  .flatMap((start) => decodeOrThrow(t.array(t.unknown), JSON.parse(bodyFrom(start, facts))))
  .map((event) => decodeFact(event, { tenant: 'bench', earliest: monthFrom, latest: monthTo }))
  .flatMap((decoded) => (isRight(decoded) ? [decoded.right] : []));

describe('the month that is billed', () => {
  test('has as many facts as asked for, each valid and its own', () => {
    expect(made).toHaveLength(facts);
    expect(new Set(made.map(({ id }) => id)).size).toBe(facts);
  });

  test('has a hundred facts an account, and of each account something that costs', () => {
    const bySubject = Map.groupBy(made, ({ subject }) => subject);
    expect(bySubject.size).toBe(accounts);
    for (const ofAccount of bySubject.values()) {
      expect(ofAccount.length).toBeLessThanOrEqual(100);
      expect(ofAccount.some(({ type }) => type === 'openmeet.api.request')).toBe(true);
    }
  });

  test('releases only files that were stored, and later than that', () => {
    const storedAt = new Map(
      made
        .filter(({ type }) => type === 'openmeet.file.stored')
        .map(({ data, at }) => [data['fileId'], at]),
    );
    const released = made.filter(({ type }) => type === 'openmeet.file.released');
    expect(released.length).toBeGreaterThan(0);
    for (const { data, at } of released) {
      expect(storedAt.get(data['fileId'])).toBeLessThan(at);
    }
  });
});
