import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Decimal } from '../../domain/decimal.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { storageByWindow, storageOver, type Step } from '../../domain/storage/timeline.ts';
import type { Period } from '../../domain/time/window.ts';
import { storageChanges } from '../../projections/storage/tables.ts';
import { amended, anyFileFact, groups, subjects } from './arbitrary-facts.ts';
import { recordedFacts, inMemory } from './in-memory.ts';
import { netFacts } from './naive-net.ts';
import { levelAt } from './naive-storage.ts';

const accounts = [...subjects, ...groups.map((group) => `group:${group}`)];

// Times so small that every millisecond can be looked at.
const lastMs = 20;
const anySmallFact = fc
  .tuple(anyFileFact, fc.nat(lastMs))
  .map(([fact, at]): Fact => ({ ...fact, tenant: 't1', at }));
const anyFacts = amended(fc.array(anySmallFact, { maxLength: 25, size: 'max' }), { maxLength: 8 });
const anyPeriod = fc
  .tuple(fc.integer({ min: -2, max: lastMs + 2 }), fc.integer({ min: 1, max: lastMs }))
  .map(([from, length]) => ({ from, to: from + length }));

const stepsOf = (facts: readonly Fact[], account: string): readonly Step[] =>
  inMemory([recordedFacts(facts)])
    .rows(storageChanges)
    .filter(({ key }) => key[1] === account)
    .map(({ key, rest }) => ({
      at: Number(key[2]),
      // The table's one sum.
      delta: (rest[0] as Decimal).units,
    }))
    .toSorted((a, b) => a.at - b.at);

const before = (steps: readonly Step[], t: number): bigint =>
  steps.reduce((level, { at, delta }) => (at < t ? level + delta : level), 0n);

const within = (steps: readonly Step[], { from, to }: Period): readonly Step[] =>
  steps.filter(({ at }) => from <= at && at < to);

test('storage over a period is the sum over its milliseconds', () => {
  fc.assert(
    fc.property(anyFacts, anyPeriod, fc.constantFrom(...accounts), (facts, period, account) => {
      const { from, to } = period;
      const steps = stepsOf(facts, account);
      const net = netFacts(facts);
      const levels = Array.from({ length: to - from }, (_, ms) => levelAt(net, account, from + ms));
      expect(storageOver(period, before(steps, from), within(steps, period))).toEqual({
        from,
        to,
        openingBytes: levelAt(net, account, from - 1),
        closingBytes: levels.at(-1),
        peakBytes: levels.reduce((a, b) => (a > b ? a : b)),
        byteMs: levels.reduce((a, b) => a + b),
      });
    }),
    { numRuns: 400 },
  );
});

test('no level is ever below zero', () => {
  fc.assert(
    fc.property(anyFacts, fc.constantFrom(...accounts), (facts, account) => {
      let level = 0n;
      for (const { delta } of stepsOf(facts, account)) {
        level += delta;
        expect(level).toBeGreaterThanOrEqual(0n);
      }
      // Whatever stays at the end is what is there for ever.
      expect(level).toBe(levelAt(netFacts(facts), account, Number.MAX_SAFE_INTEGER));
    }),
  );
});

test('windows that follow one another give together what they give apart', () => {
  const anyLengths = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(anyFacts, anyLengths, (facts, lengths) => {
      const steps = stepsOf(facts, 'user:u1');
      const windows: Period[] = [];
      for (const length of lengths) {
        const from = windows.at(-1)?.to ?? 3;
        windows.push({ from, to: from + length });
      }
      expect(
        storageByWindow(windows, before(steps, 3), within(steps, { from: 3, to: 99 })),
      ).toEqual(
        windows.map((window) =>
          storageOver(window, before(steps, window.from), within(steps, window)),
        ),
      );
    }),
  );
});
