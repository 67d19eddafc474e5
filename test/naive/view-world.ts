import type * as t from 'io-ts';
import type { FactView } from '../../api/facts/fact-view.ts';
import type { StorageView } from '../../api/storage/storage-view.ts';
import type { UsageView } from '../../api/usage/usage-view.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { JsonObject } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { parseInstant } from '../../domain/time/instant.ts';
import type { Identity } from './identity.ts';
import type {
  AnomalyAnswer,
  FactAnswer,
  RoleAnswer,
  StorageQuestion,
  UsageAnswer,
  UsageQuestion,
  Window,
  World,
} from './world.ts';

/** What the product answers, as its contract has it, whichever way it is asked. */
export type Views = {
  readonly fact: (identity: Identity) => Promise<t.TypeOf<typeof FactView> | undefined>;
  readonly factsByType: (tenant: string) => Promise<Readonly<Record<string, unknown>>>;
  readonly anomalies: (tenant: string) => Promise<readonly AnomalyAnswer[]>;
  readonly accounts: (
    tenant: string,
  ) => Promise<readonly { readonly account: string; readonly facts: unknown }[]>;
  readonly roles: (tenant: string) => Promise<readonly RoleAnswer[]>;
  /** The figures of the window, asked for in every way there is. */
  readonly storage: (question: StorageQuestion) => Promise<readonly StorageFigures[]>;
  /** The usage of one window, asked for in every way there is. */
  readonly usage: (question: UsageQuestion, window: Window) => Promise<readonly WindowFigures[]>;
};

type StorageFigures = Omit<t.TypeOf<typeof StorageView>, 'account' | 'windows'>;
export type WindowFigures = Pick<UsageView['windows'][number], 'quantity' | 'facts' | 'breakdown'>;

const instantOf = (text: unknown): number => {
  const at = typeof text === 'string' ? parseInstant(text) : undefined;
  if (at === undefined) throw new Error(`${String(text)} is no time`);
  return at;
};

type Content = Pick<Fact, 'type' | 'subject' | 'data'> & { readonly time: string };

const factAnswer = (
  identity: Identity,
  { fact, net, amendments, conflicts }: t.TypeOf<typeof FactView>,
): FactAnswer => {
  const { type, subject, time, data } = fact;
  const of = ({ tenant, source, id }: Identity): Identity => ({ tenant, source, id });
  return {
    // What it answers with was parsed from JSON.
    fact: { ...of(identity), type, subject, at: instantOf(time), data },
    net: net === null ? undefined : (net.data as JsonObject),
    amendments: amendments.map(({ source, id }) => ({ source, id })),
    conflicts: conflicts.map(({ refused }) => {
      const { time: refusedTime, ...said } = JSON.parse(refused) as Content;
      return { ...of(identity), ...said, at: instantOf(refusedTime) };
    }),
  };
};

/** Each once. */
const distinct = <Item>(
  items: readonly Item[],
  textOf: (item: Item) => string,
): readonly Item[] => [...new Map(items.map((item) => [textOf(item), item])).values()];

const usageAnswers = (
  isGrouped: boolean,
  { from, to }: Window,
  { quantity, facts, breakdown = [] }: WindowFigures,
): readonly UsageAnswer[] =>
  (isGrouped ? breakdown : [{ key: null, quantity, facts }]).map((part) => ({
    from,
    to,
    value: part.key,
    quantity: part.quantity,
    facts: Number(part.facts),
  }));

/** A world that answers as the product does. */
export const worldOf = (views: Views): World => ({
  fact: async (identity) => {
    const view = await views.fact(identity);
    return view === undefined ? undefined : factAnswer(identity, view);
  },
  factsByType: async (tenant) =>
    Object.entries(await views.factsByType(tenant)).map(([type, facts]) => ({
      type,
      facts: Number(facts),
    })),
  anomalies: async (tenant) =>
    // Of one fact each refused content is listed.
    distinct(await views.anomalies(tenant), ({ kind, source, id }) =>
      canonicalJson([kind, source, id]),
    ).map(({ kind, source, id }) => ({ kind, source, id })),
  accounts: async (tenant) =>
    (await views.accounts(tenant)).map(({ account, facts }) => ({ account, facts: Number(facts) })),
  roles: views.roles,
  storage: async (question) => {
    const [figures, ...others] = distinct(await views.storage(question), canonicalJson);
    if (figures === undefined || others.length > 0) {
      throw new Error(`storage, asked in two ways: ${canonicalJson([figures ?? null, ...others])}`);
    }
    const { openingBytes, closingBytes, peakBytes, byteMs } = figures;
    return {
      openingBytes: BigInt(openingBytes),
      closingBytes: BigInt(closingBytes),
      peakBytes: BigInt(peakBytes),
      byteMs: BigInt(byteMs),
    };
  },
  usage: async (question) => {
    const isGrouped = question.groupBy !== undefined;
    const byWindow = question.windows.map(async (window) => {
      const answers = await views.usage(question, window);
      // Answers that differ, according to how it was asked, are all given: one at least is wrong.
      return distinct(
        answers.flatMap((figures) => usageAnswers(isGrouped, window, figures)),
        canonicalJson,
      );
    });
    return (await Promise.all(byWindow)).flat();
  },
});
