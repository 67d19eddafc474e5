import type { JsonObject } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { parseInstant } from '../../domain/time/instant.ts';
import { factOf } from '../support/facts.ts';
import type { LogEntry } from './log-entry.ts';

/** A time of the day on which the worked examples happen, as `HH:MM` or more of it. */
export const clock = (text: string): number => {
  const at = parseInstant(`2026-01-15T${text.padEnd(8, ':00')}Z`);
  if (at === undefined) throw new Error(`${text} is no time of the day`);
  return at;
};

/** A fact of user:u1 at a time of the day. */
export const happened = (
  time: string,
  type: string,
  data: JsonObject,
  parts: Partial<Fact> = {},
): Fact => factOf(type, data, { at: clock(time), id: `${type} at ${time}`, ...parts });

const target = ({ source, id }: Fact): JsonObject => ({ target: { source, id } });

/** A void that fits, but for what is said otherwise. */
export const voidOf = (fact: Fact, parts: Partial<Fact> = {}): Fact => ({
  ...fact,
  id: `void of ${fact.id}`,
  type: 'usage.voided',
  data: { ...target(fact), reason: 'sent by mistake', by: 'user:admin' },
  ...parts,
});

/** A correction of the subject and the time of its target, but for what is said otherwise. */
export const correctionOf = (fact: Fact, data: JsonObject, parts: Partial<Fact> = {}): Fact => ({
  ...fact,
  id: `correction of ${fact.id}`,
  type: 'usage.corrected',
  data: { ...target(fact), data, reason: 'misread', by: 'user:admin' },
  ...parts,
});

export const logOf = (...facts: readonly Fact[]): readonly LogEntry[] =>
  facts.map((fact) => ({ kind: 'fact', fact }));
