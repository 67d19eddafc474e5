import { decimalOf, plus, zero, type Decimal } from '../../../domain/decimal.ts';
import { contentHashOf, identityKey } from '../../../domain/fact/identity.ts';
import { meteringBy, type Metered } from '../../../domain/meter/metered.ts';
import type { Meter } from '../../../domain/meter/meter.ts';
import { groupOf, type Fact } from '../../../domain/fact/fact.ts';
import type { Door, Receipt } from '../../../api/door/door.ts';
import type { Queries, Rebuilds, UsageRow } from '../../../api/queries/queries.ts';
import type { MeterBook } from '../../../api/meters/meter-book.ts';
import { inMemoryPricing, type InMemoryPricing } from './in-memory-pricing.ts';
import { inMemoryDocuments, type InMemoryDocuments } from './in-memory-documents.ts';
import { inMemoryMeters, type InMemoryMeters } from './in-memory-meters.ts';

type Kept = { readonly fact: Fact; readonly position: bigint };

/** A door and queries over a plain list: what the API talks to in its own tests. The real ones have tests of their own. */
export type InMemory = InMemoryPricing & {
  readonly door: Door;
  readonly queries: Queries;
  readonly rebuilds: Rebuilds;
  readonly meterBook: MeterBook;
  readonly fillMeters: InMemoryMeters['fill'];
  readonly facts: () => readonly Fact[];
  readonly documents: Pick<InMemoryDocuments, 'issue' | 'give'>;
};

const quantityOf = (metered: Metered): Decimal => {
  if (metered.kind === 'sum') return metered.quantity;
  throw new Error('only sums are kept in memory');
};

/** What a fact is a part of where usage is told apart. */
const keyBy =
  (groupBy: string, { dimensions = [] }: Meter) =>
  ({ metered, ...fact }: Fact & { readonly metered: Metered }): string | null => {
    if (groupBy === 'group') return groupOf(fact) ?? null;
    if (groupBy === 'subject') return fact.subject;
    const values = JSON.parse(metered.dimensions) as readonly (string | null)[];
    return values[dimensions.indexOf(groupBy)] ?? null;
  };

export const inMemory = (): InMemory => {
  const kept = new Map<string, Kept>();
  const memory = inMemoryMeters();
  const { issue, give, ...documentQueries } = inMemoryDocuments();
  let position = 0n;

  const receive = (fact: Fact): Receipt => {
    const known = kept.get(identityKey(fact));
    position += 10n;
    if (known === undefined) {
      kept.set(identityKey(fact), { fact, position });
      return { outcome: 'accepted', position };
    }
    return contentHashOf(known.fact) === contentHashOf(fact)
      ? { outcome: 'duplicate', position: known.position }
      : { outcome: 'conflict', position };
  };
  const factsOf = (tenant: string): readonly Fact[] =>
    [...kept.values()].map(({ fact }) => fact).filter((fact) => fact.tenant === tenant);
  const names = (fact: Fact): readonly string[] => {
    const group = groupOf(fact);
    return group === undefined ? [fact.subject] : [fact.subject, `group:${group}`];
  };

  return {
    ...inMemoryPricing(),
    door: { receive: async (facts) => facts.map(receive) },
    rebuilds: {
      request: async (name) => (name === 'usage' ? 'requested' : 'unknown'),
      cancel: async (name) => (name === 'usage' ? 'none' : 'unknown'),
    },
    meterBook: memory.meterBook,
    fillMeters: memory.fill,
    facts: () => [...kept.values()].map(({ fact }) => fact),
    documents: { issue, give },
    queries: {
      ...documentQueries,
      fact: async (identity) => {
        const found = kept.get(identityKey(identity));
        if (found === undefined) return undefined;
        return {
          ...found,
          sequence: found.position / 10n,
          contentHash: contentHashOf(found.fact),
          recordedAt: '2026-01-31T00:00:00.000Z',
          amendments: [],
          conflicts: [],
        };
      },
      meters: memory.meters,
      usage: async ({ tenant, account, meter, period, windows, groupBy }) => {
        const name = `${account.kind}:${account.id}`;
        const metering = meteringBy([meter]);
        const counted = factsOf(tenant)
          .filter((fact) => names(fact).includes(name))
          .flatMap((fact) => metering(fact).map((metered) => ({ ...fact, metered })));
        return [period, ...windows].flatMap(({ from, to }, index): readonly UsageRow[] => {
          const inside = counted.filter(({ at }) => at >= from && at < to);
          const window = index === 0 ? undefined : index - 1;
          const rowOf = (part: UsageRow['part'], facts: typeof inside): UsageRow => ({
            window,
            part,
            quantity: facts.map(({ metered }) => quantityOf(metered)).reduce(plus, zero),
            facts: BigInt(facts.length),
          });
          if (inside.length === 0) return [];
          const partsOf = groupBy === undefined ? [] : Map.groupBy(inside, keyBy(groupBy, meter));
          return [
            rowOf(undefined, inside),
            ...[...partsOf].map(([key, facts]) => rowOf({ key }, facts)),
          ];
        });
      },
      storage: async (tenant, { kind, id }, { from, to }) => {
        const changes = factsOf(tenant)
          .filter((fact) => fact.type === 'openmeet.file.stored')
          .filter((fact) => names(fact).includes(`${kind}:${id}`))
          .map((fact) => ({ at: fact.at, delta: decimalOf(fact.data['bytes'])?.units ?? 0n }));
        return {
          openingBytes: changes
            .filter(({ at }) => at < from)
            .reduce((sum, { delta }) => sum + delta, 0n),
          steps: changes.filter(({ at }) => at >= from && at < to).sort((a, b) => a.at - b.at),
        };
      },
      accounts: async (tenant, search = '', { after = '', limit }) => {
        const counts = new Map<string, bigint>();
        for (const account of factsOf(tenant).flatMap(names)) {
          counts.set(account, (counts.get(account) ?? 0n) + 1n);
        }
        return [...counts]
          .map(([account, facts]) => ({ account, facts }))
          .filter(({ account }) => account > after && account.includes(search))
          .sort((a, b) => (a.account < b.account ? -1 : 1))
          .slice(0, limit);
      },
      anomalies: async (_tenant, kind = 'released_unknown', { after, limit }) =>
        ['a', 'b', 'c']
          .filter((id) => after === undefined || id > after)
          .map((id) => ({ kind, source: '/s', id, at: 0, detail: 'odd', cursor: id }))
          .slice(0, limit),
      summary: async (tenant) => ({
        factsByType: Object.fromEntries(
          [...Map.groupBy(factsOf(tenant), ({ type }) => type)].map(([type, facts]) => [
            type,
            BigInt(facts.length),
          ]),
        ),
        anomaliesByKind: { stored_again: 2n },
      }),
      projections: async () => [
        {
          name: 'usage',
          version: 1,
          state: 'live',
          sequence: 12n,
          position: 345n,
          digest: 'abc',
          lagSeconds: 0,
        },
      ],
    },
  };
};
