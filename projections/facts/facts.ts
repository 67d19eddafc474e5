import { canonicalJson } from '../../domain/canonical-json.ts';
import type { JsonObject } from '../../domain/event-log.ts';
import { groupOf, type Fact } from '../../domain/fact/fact.ts';
import { Name } from '../../domain/fact/parts.ts';
import type { RecordedFact } from '../../domain/ledger/recorded.ts';
import { add, put, remove, type Change } from '../change.ts';
import type { CountedFact, Effect, Standing } from '../counted.ts';
import { ignore, ignoreBilling, type Projector } from '../projector.ts';
import type { ValuesOf } from '../table.ts';
import {
  accountsTable,
  amendmentAnomalies,
  amendmentsTable,
  factCounts,
  factsTable,
} from './tables.ts';

/** The row of a fact: its key, then the rest. */
export const factRow = ({
  fact,
  sequence,
  position,
  contentHash,
  recordedAt,
}: RecordedFact): {
  readonly key: ValuesOf<typeof factsTable.key>;
  readonly rest: ValuesOf<typeof factsTable.rest>;
} => ({
  key: [fact.tenant, fact.source, fact.id],
  rest: [
    sequence,
    position,
    contentHash,
    fact.type,
    fact.subject,
    groupOf(fact) ?? '',
    fact.at,
    recordedAt,
    canonicalJson(fact.data),
  ],
});

/** Counts a fact in, or out, where it counts: under its type, and for its subject and group. */
const counted = (fact: Fact | undefined, one: 1n | -1n): readonly Change[] => {
  if (fact === undefined) return [];
  const { tenant, type, subject } = fact;
  const group = groupOf(fact);
  return [
    add(factCounts, [tenant, type], [one]),
    add(accountsTable, [tenant, subject], [one]),
    ...(group === undefined ? [] : [add(accountsTable, [tenant, `group:${group}`], [one])]),
  ];
};

const changesOf = (effect: Effect | undefined): readonly Change[] =>
  effect === undefined ? [] : [...counted(effect.was, -1n), ...counted(effect.is, 1n)];

const anomalyKinds = { pending: 'amendment_pending', unfit: 'amendment_unfit' } as const;

/** Shows an amendment that counts nothing, until it is known whether it fits. */
const shown = ({ amendment, standing }: Standing): readonly Change[] => {
  const { target, source, id, at } = amendment;
  const key = (kind: string) => [target.tenant, kind, source, id] as const;
  const detail = `of ${target.id} from ${target.source}`;
  return [
    ...(standing === 'pending' ? [] : [remove(amendmentAnomalies, key(anomalyKinds.pending))]),
    ...(standing === 'fits'
      ? []
      : [put(amendmentAnomalies, key(anomalyKinds[standing]), [at, detail])]),
  ];
};

/** The data of an amendment that waits for its target may be any: what is no name may be too long for an index. */
const groupSaid = (data: JsonObject): string => {
  const group = groupOf({ data });
  return Name.is(group) ? group : '';
};

const keptAmendment = ({ recorded, standings }: CountedFact): readonly Change[] => {
  const { tenant, source, id } = recorded.fact;
  const itself = standings.find(
    ({ amendment }) => amendment.source === source && amendment.id === id,
  );
  if (itself === undefined) return [];
  const { kind, target, subject, at, data, reason, by, sequence, recordedAt } = itself.amendment;
  const right = data === undefined ? '' : canonicalJson(data);
  const group = data === undefined ? '' : groupSaid(data);
  return [
    put(
      amendmentsTable,
      [tenant, target.source, target.id, sequence],
      [source, id, kind, subject, group, at, right, reason, by, recordedAt],
    ),
    add(factCounts, [tenant, recorded.fact.type], [1n]),
  ];
};

/** Every fact, what amends it, and how many count. */
export const facts: Projector = {
  name: 'facts',
  version: 3,
  tables: [factsTable, amendmentsTable, factCounts, accountsTable, amendmentAnomalies],
  wants: ignore,
  // The rows of `facts` themselves are written before: they decide which events count at all.
  onFacts: (batch) =>
    batch.flatMap((event) => [
      ...changesOf(event.effect),
      ...event.standings.flatMap(shown),
      ...keptAmendment(event),
    ]),
  on: { FactConflicted: ignore, MeterDefined: ignore, MeterRetired: ignore, ...ignoreBilling },
};
