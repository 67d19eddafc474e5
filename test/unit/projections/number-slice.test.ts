import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../../domain/event-log.ts';
import { sha256 } from '../../../domain/hash.ts';
import { beginning, chained, type Checkpoint } from '../../../domain/ledger/checkpoint.ts';
import { numberSlice } from '../../../infra/feed/number-slice.ts';
import { PoisonEvent } from '../../../infra/feed/poison-event.ts';
import { anyFact, withIds } from '../../property/arbitrary-facts.ts';
import { anyCuts, cut } from '../../property/cut.ts';
import { conflictEventOf, eventOf, madeFact, namespace, positionOf } from '../../support/facts.ts';

const numbered = (before: Checkpoint, events: readonly RecordedEvent[], position: bigint) =>
  numberSlice(namespace, before, { events, position, caughtUp: false });

const fact = madeFact();
const other = madeFact({ data: { fileId: 'f2' } });

test('the digest of a log is chained over its events', () => {
  expect(chained('', 'a')).toBe(sha256('\na'));
  expect(chained(chained('', 'a'), 'b')).toBe(sha256(`${sha256('\na')}\nb`));
});

test('events are numbered from where the log stands', () => {
  const before = { position: 42n, sequence: 10n, digest: 'd' };
  const events = [eventOf(fact, 11n), conflictEventOf(other, fact, 12n)];
  const slice = numbered(before, events, 999n);
  expect(slice.events.map(({ kind, recorded }) => [kind, recorded.sequence])).toEqual([
    ['fact', 11n],
    ['ledger', 12n],
  ]);
  expect(slice.before).toBe(before);
  expect(slice.after).toMatchObject({ position: 999n, sequence: 12n });
});

test('a slice without events moves the position only', () => {
  const before = { position: 42n, sequence: 10n, digest: 'd' };
  expect(numbered(before, [], 50n)).toEqual({
    events: [],
    before,
    after: { position: 50n, sequence: 10n, digest: 'd' },
  });
});

const logOf = (facts: Parameters<typeof withIds>[0]): readonly RecordedEvent[] =>
  withIds(facts).map((each, index) => eventOf(each, BigInt(index + 1)));
const anyLog = fc.array(anyFact, { maxLength: 30, size: 'max' }).map(logOf);

test('numbers and digest do not depend on how the log is cut', () => {
  fc.assert(
    fc.property(anyLog, anyCuts, (log, cuts) => {
      const end = positionOf(BigInt(log.length));
      const whole = numbered(beginning, log, end);
      let checkpoint = beginning;
      const events = cut(log, cuts).flatMap((part) => {
        const slice = numbered(checkpoint, part, part.at(-1)?.position ?? end);
        checkpoint = slice.after;
        return slice.events;
      });
      expect(events).toEqual(whole.events);
      expect({ ...checkpoint, position: end }).toEqual(whole.after);
    }),
    { numRuns: 40 },
  );
});

describe('the digest', () => {
  const digestOf = (...events: readonly RecordedEvent[]): string =>
    numbered(beginning, events, 1n).after.digest;
  const first = eventOf(fact, 1n);
  const second = eventOf(madeFact({ id: '2' }), 2n);

  test('is the same on another server, where positions are others', () => {
    const copied = { ...first, position: 4_711n, revision: 3n };
    expect(digestOf(copied, second)).toBe(digestOf(first, second));
  });

  test.each<[string, readonly RecordedEvent[]]>([
    ['another order', [second, first]],
    ['one missing', [first]],
    ['one twice', [first, first, second]],
    ['another event id', [{ ...first, id: second.id }, second]],
    ['another content', [eventOf(other, 1n), second]],
    ['a conflict between', [first, conflictEventOf(other, fact, 2n), second]],
  ])('is another for %s', (_, events) => {
    expect(digestOf(...events)).not.toBe(digestOf(first, second));
  });
});

test('an event that cannot be understood stops the feed by name', () => {
  const poison = { ...eventOf(fact, 2n), data: {} };
  const take = () => numbered(beginning, [eventOf(madeFact({ id: '2' }), 1n), poison], 9n);
  expect(take).toThrow(PoisonEvent);
  expect(take).toThrow(`event ${poison.id} (openmeet.file.shared, number 0 of stream`);
  expect(take).toThrow('/tenant is missing');
});
