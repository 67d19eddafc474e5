import * as fc from 'fast-check';
import { anyAt, spanMs, start } from './arbitrary-facts.ts';
import { groups, users } from './arbitrary-said.ts';
import type { History } from './compare.ts';
import type { LogEntry } from './log-entry.ts';
import { metersOf, shipped } from './shipped-meters.ts';
import type { UsageQuestion, Window } from './world.ts';

const windowOf = ([a, b]: readonly [number, number], stepMs: number): Window => {
  const from = start + Math.min(a, b) * stepMs;
  const to = start + Math.max(a, b) * stepMs;
  return { from, to: to === from ? from + stepMs : to };
};

const anyWindow = fc.oneof(
  fc.tuple(anyAt, anyAt).map((edges) => windowOf(edges, 1)),
  anyAt.map((to) => windowOf([0, to], 1)),
  anyAt.map((from) => windowOf([from, spanMs], 1)),
);

const quarterHourMs = 900_000;
const quarters = spanMs / quarterHourMs;
const anyQuarter = fc.oneof(
  fc.constantFrom(0, 1, 2, 8, 9, 104),
  fc.integer({ min: -9, max: quarters + 9 }),
);
const anyQuarters = fc.oneof(
  fc.tuple(anyQuarter, anyQuarter).map((edges) => windowOf(edges, quarterHourMs)),
  anyQuarter.map((to) => windowOf([0, to], quarterHourMs)),
  fc.constantFrom(0, 1, 8, 104).map((from) => windowOf([from, quarters], quarterHourMs)),
);

const whose = {
  tenant: fc.constantFrom('t1', 't1', 't1', 't2'),
  account: fc.constantFrom(users[0], ...users, ...groups.map((group) => `group:${group}`)),
};

/** Asked before it is known which meters there are: numbers stand for the meter and for what it is told apart by. */
type DrawnQuestion = Omit<UsageQuestion, 'meter' | 'groupBy'> & {
  readonly meter: number;
  readonly part: number;
};

const anyUsageQuestion: fc.Arbitrary<DrawnQuestion> = fc.record({
  ...whose,
  meter: fc.nat(60),
  part: fc.nat(11),
  windows: fc.array(anyQuarters, { minLength: 1, maxLength: 3 }),
});

/** Questions that fit any log. */
export const anyQuestions = fc.record({
  storage: fc.array(
    fc
      .record({ ...whose, window: anyWindow })
      .map(({ window, ...rest }) => ({ ...rest, ...window })),
    { minLength: 2, maxLength: 6, size: 'max' },
  ),
  usage: fc.array(anyUsageQuestion, { minLength: 4, maxLength: 12, size: 'max' }),
});
type DrawnQuestions = typeof anyQuestions extends fc.Arbitrary<infer Drawn> ? Drawn : never;

const usageQuestion = (
  log: readonly LogEntry[],
  { meter: number, part, ...rest }: DrawnQuestion,
): UsageQuestion => {
  const all = metersOf(log, rest.tenant);
  const own = all.slice(shipped.length);
  // Three of four questions are about a meter of the tenant's own.
  const meters = own.length > 0 && number % 4 > 0 ? own : all;
  const meter = meters[Math.floor(number / 4) % meters.length] ?? all[0];
  if (meter === undefined) throw new Error('there are always those that are shipped');
  const parts = [undefined, 'group', 'subject', ...(meter.dimensions ?? [])];
  const groupBy = parts[part % parts.length];
  return { ...rest, meter: meter.key, ...(groupBy === undefined ? {} : { groupBy }) };
};

/** The same questions, about the meters of this log. */
export const questionsAbout = (
  log: readonly LogEntry[],
  { storage, usage }: DrawnQuestions,
): Pick<History, 'storage' | 'usage'> => ({
  storage,
  usage: usage.map((question) => usageQuestion(log, question)),
});
