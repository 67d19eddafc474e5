import { canonicalJson } from '../../domain/canonical-json.ts';
import { groupOf } from '../../domain/fact/fact.ts';
import type { RecordedFact } from '../../domain/ledger/recorded.ts';
import { add } from '../change.ts';
import { ignore, type Projector } from '../projector.ts';
import { states, sums, type ValuesOf } from '../table.ts';

/**
 * Every identity with the fact that counts for it. This table decides which occurrence of an identity is the fact: the
 * feed writes it first, and only what was new goes on to the projectors.
 */
export const factsTable = states('facts', {
  key: [
    ['tenant', 'text'],
    ['source', 'text'],
    ['id', 'text'],
  ],
  rest: [
    ['sequence', 'number64'],
    ['position', 'number64'],
    ['content_hash', 'text'],
    ['type', 'text'],
    ['subject', 'text'],
    ['at', 'instant'],
    ['recorded_at', 'text'],
    ['data', 'text'],
  ],
});

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
    fact.at,
    recordedAt,
    canonicalJson(fact.data),
  ],
});

/** How many facts count, by type. */
export const factCounts = sums('fact_counts', {
  key: [
    ['tenant', 'text'],
    ['type', 'text'],
  ],
  rest: [['facts', 'number64']],
});

/** Every subject and group with how many facts count in its usage. */
export const accountsTable = sums('accounts', {
  key: [
    ['tenant', 'text'],
    ['account', 'text'],
  ],
  rest: [['facts', 'number64']],
});

export const facts: Projector = {
  name: 'facts',
  version: 1,
  tables: [factsTable, factCounts, accountsTable],
  wants: ignore,
  onFact: ({ fact }) => {
    const { tenant, type, subject } = fact;
    const group = groupOf(fact);
    return [
      add(factCounts, [tenant, type], [1n]),
      add(accountsTable, [tenant, subject], [1n]),
      ...(group === undefined ? [] : [add(accountsTable, [tenant, `group:${group}`], [1n])]),
    ];
  },
  on: { FactConflicted: ignore },
};
