import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Json } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { contentOf, factsIn, keyOf, type Identity } from './identity.ts';
import type { LogEntry } from './log-entry.ts';
import { naiveWorld } from './naive-world.ts';
import { isAmendment, targetOf } from './net-facts.ts';
import type { FactAnswer, StorageQuestion, UsageAnswer, UsageQuestion, World } from './world.ts';

/** A log and what is to be asked about it, beside all that is asked of every log. */
export type History = {
  readonly log: readonly LogEntry[];
  readonly tenants: readonly string[];
  readonly storage: readonly StorageQuestion[];
  readonly usage: readonly UsageQuestion[];
};

/** One question, and its answer in a form in which equal answers are equal texts. */
type Asked = { readonly about: string; readonly of: (world: World) => Promise<string> };

const unordered = (items: readonly Json[]): string =>
  `[${items.map(canonicalJson).toSorted().join(', ')}]`;

const factText = (answer: FactAnswer | undefined): string =>
  answer === undefined
    ? 'unknown'
    : canonicalJson({
        identity: keyOf(answer.fact),
        content: contentOf(answer.fact),
        net: answer.net ?? 'voided',
        amendments: answer.amendments.map(({ source, id }) => ({ source, id })),
        conflicts: answer.conflicts.map(contentOf).toSorted(),
      });

const identitiesIn = (log: readonly LogEntry[]): readonly Identity[] => {
  const named = factsIn(log).flatMap((fact: Fact): readonly Identity[] =>
    isAmendment(fact) ? [fact, targetOf(fact)] : [fact],
  );
  return [...new Map(named.map((identity) => [keyOf(identity), identity])).values()];
};

const ofFacts = ({ log }: History): readonly Asked[] =>
  identitiesIn(log).map((identity) => ({
    about: `fact ${keyOf(identity)}`,
    of: async (world) => factText(await world.fact(identity)),
  }));

const ofTenants = ({ tenants }: History): readonly Asked[] =>
  tenants.flatMap((tenant) =>
    (['factsByType', 'anomalies', 'accounts', 'roles'] as const).map((name) => ({
      about: `${name} of ${tenant}`,
      of: async (world) => unordered(await world[name](tenant)),
    })),
  );

const ofStorage = ({ storage }: History): readonly Asked[] =>
  storage.map((question) => ({
    about: `storage ${canonicalJson(question)}`,
    of: async (world) => {
      const { openingBytes, closingBytes, peakBytes, byteMs } = await world.storage(question);
      return `opening ${openingBytes}, closing ${closingBytes}, peak ${peakBytes}, byteMs ${byteMs}`;
    },
  }));

const saysSomething = ({ quantity, facts }: UsageAnswer): boolean =>
  quantity !== '0' || facts !== 0;

const ofUsage = ({ log, usage }: History): readonly Asked[] =>
  usage.map((question) => {
    const meter = log.find(
      (entry) =>
        entry.kind === 'meter-defined' &&
        entry.tenant === question.tenant &&
        entry.meter.key === question.meter,
    );
    const definition = meter?.kind === 'meter-defined' ? canonicalJson(meter.meter) : 'shipped';
    return {
      about: `usage ${canonicalJson(question)}, the meter being ${definition}`,
      of: async (world) => unordered((await world.usage(question)).filter(saysSomething)),
    };
  });

const questionsOf = (history: History): readonly Asked[] =>
  [ofFacts, ofTenants, ofStorage, ofUsage].flatMap((all) => all(history));

/** How much is asked about a history. */
export const questionCount = (history: History): number => questionsOf(history).length;

/** Every answer of a world that is not the one that the rules give, as a line each; none where all agree. */
export const differences = async (world: World, history: History): Promise<readonly string[]> => {
  const expected = naiveWorld(history.log);
  const lines: string[] = [];
  for (const asked of questionsOf(history)) {
    const [right, found] = [await asked.of(expected), await asked.of(world)];
    if (right !== found) lines.push(`${asked.about}:\n  expected ${right}\n  found    ${found}`);
  }
  return lines;
};
