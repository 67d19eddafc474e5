import { createHash } from 'node:crypto';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { JsonObject } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { fixedOf, fixedText } from './fixed-point.ts';
import { byOccurrence } from './identity.ts';
import type { LogEntry } from './log-entry.ts';
import type { Meter } from './meter.ts';
import { netFacts } from './net-facts.ts';
import { quantityOf, type Counted } from './quantity.ts';
import { metersOf } from './shipped-meters.ts';
import { meetsAll } from './where.ts';
import type { UsageAnswer, UsageQuestion } from './world.ts';

// Rules 11 to 15: what a meter counts, and whose it is.

const scalarOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? canonicalJson(value)
    : undefined;

/** What one fact weighs: a decimal, or for `unique` a text; undefined where it is not counted. */
const weightOf = (data: JsonObject, meter: Meter): bigint | string | undefined => {
  const { aggregation, value: key = '', absent } = meter;
  if (aggregation === 'count') return 1n;
  const isThere = Object.hasOwn(data, key);
  if (aggregation === 'unique') return isThere ? scalarOf(data[key]) : undefined;
  return fixedOf(isThere ? data[key] : absent);
};

const shownText = (text: string): string => {
  if (text.length <= 64) return text;
  const hash = createHash('sha256').update(text).digest('hex');
  return `${text.slice(0, 47).toWellFormed()}…${hash.slice(0, 16)}`;
};

/** A dimension's value as it is shown. */
const shown = (data: JsonObject, dimension: string): string | null => {
  const value = Object.hasOwn(data, dimension) ? data[dimension] : null;
  if (typeof value === 'string') return shownText(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number') return null;
  const decimal = fixedOf(value);
  return decimal === undefined ? String(value) : fixedText(decimal);
};

/** The group that a fact happened in. */
export const groupIn = ({ data: { group } }: Fact): string | null =>
  typeof group === 'string' ? group : null;

/** What a meter counts, in order of occurrence. */
export const countedBy = (meter: Meter, facts: readonly Fact[]): readonly Counted[] =>
  facts
    .filter(({ type, data }) => meter.types.includes(type) && meetsAll(data, meter))
    .toSorted(byOccurrence)
    .flatMap((fact) => {
      const weight = weightOf(fact.data, meter);
      if (weight === undefined) return [];
      const told = (meter.dimensions ?? []).map((dimension) => shown(fact.data, dimension));
      return [{ fact, weight, series: JSON.stringify([fact.subject, groupIn(fact), ...told]) }];
    });

const partOf = (fact: Fact, groupBy: string | undefined): string | null => {
  if (groupBy === undefined) return null;
  if (groupBy === 'subject') return fact.subject;
  return groupBy === 'group' ? groupIn(fact) : shown(fact.data, groupBy);
};

const isOf = (account: string, fact: Fact): boolean =>
  fact.subject === account || `group:${groupIn(fact) ?? ''}` === account;

/** Usage of an account by one meter, for each window and each part that it is told apart by. */
export const usage = (
  log: readonly LogEntry[],
  { tenant, account, meter: key, windows, groupBy }: UsageQuestion,
): readonly UsageAnswer[] => {
  const meter = metersOf(log, tenant).find((one) => one.key === key);
  if (meter === undefined) throw new Error(`${tenant} has no meter ${key}`);
  const theirs = countedBy(meter, netFacts(log, tenant)).filter(({ fact }) => isOf(account, fact));
  const parts = Map.groupBy(theirs, ({ fact }) => partOf(fact, groupBy));
  return windows.flatMap((window) =>
    [...parts].map(([value, counted]) => ({
      ...window,
      value,
      ...quantityOf(meter.aggregation, counted, window),
    })),
  );
};
