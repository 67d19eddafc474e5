import * as fc from 'fast-check';
import type { Fact } from '../../domain/fact/fact.ts';
import { anyExtra, anywhere, factOf, type Extra } from './arbitrary-extras.ts';
import { anyDrawnFact, numbered, tenants } from './arbitrary-facts.ts';
import { anyMeter } from './arbitrary-meters.ts';
import { anyQuestions, questionsAbout } from './arbitrary-questions.ts';
import type { History } from './compare.ts';
import type { LogEntry } from './log-entry.ts';
import type { Meter } from './meter.ts';

/** An entry of the log and where it lies: what is placed at `n` comes before the `n`th of the facts drawn first. */
type Placed = { readonly at: number; readonly entry: LogEntry };

/** Turns what was drawn into facts, one after another, each of which may be about any before it. */
const factsFrom = (facts: readonly Fact[], extras: readonly Extra[]): readonly Placed[] => {
  const made = [...facts];
  const oneOf = (number: number): Fact | undefined => made[number % made.length];
  const placed: Placed[] = facts.map((fact, at) => ({ at, entry: { kind: 'fact', fact } }));
  for (const extra of extras) {
    const about = oneOf(extra.kind === 'amendment' ? extra.amendment.of : extra.of);
    if (about === undefined) continue;
    const fact = factOf(extra, about, { source: '/a', id: `v${made.length}` }, oneOf);
    if (extra.kind === 'amendment' || extra.kind === 'reading') made.push(fact);
    placed.push({ at: extra.at % (facts.length + 1), entry: { kind: 'fact', fact } });
  }
  return placed;
};

type DrawnMeter = {
  readonly tenant: string;
  readonly at: number;
  readonly retiredAfter: number | undefined;
  readonly meter: Omit<Meter, 'key'>;
  /** Another definition of the same key, which comes after it: it says nothing. */
  readonly redefined: Omit<Meter, 'key'> | undefined;
};

const anyDrawnMeter: fc.Arbitrary<DrawnMeter> = fc.record({
  tenant: fc.constantFrom('t1', 't1', 't2'),
  ...anywhere,
  retiredAfter: fc.option(fc.nat(40), { nil: undefined }),
  meter: anyMeter,
  redefined: fc.option(anyMeter, { nil: undefined, freq: 1 }),
});

const metersFrom = (drawn: readonly DrawnMeter[], length: number): readonly Placed[] =>
  drawn.flatMap(({ tenant, at, retiredAfter, meter, redefined }, index): readonly Placed[] => {
    // Both tenants have meters of the same names.
    const key = `acme.m${drawn.slice(0, index).filter((one) => one.tenant === tenant).length}`;
    const place = at % (length + 1);
    const placed = (later: number, entry: LogEntry): Placed => ({ at: place + later, entry });
    const defined = (definition: Omit<Meter, 'key'>): LogEntry => ({
      kind: 'meter-defined',
      tenant,
      meter: { key, ...definition },
    });
    return [
      placed(0, defined(meter)),
      ...(redefined === undefined ? [] : [placed(3, defined(redefined))]),
      ...(retiredAfter === undefined
        ? []
        : [placed(retiredAfter, { kind: 'meter-retired', tenant, key })]),
    ];
  });

// What lies at the same place stays in the order in which it was made, so that no meter is retired before it is defined.
const inOrder = (placed: readonly Placed[]): readonly LogEntry[] =>
  placed.toSorted((a, b) => a.at - b.at).map(({ entry }) => entry);

/** A log in which all that the rules speak of happens in any order, and questions about it. */
export const anyHistory = ({
  factsMax = 60,
  extrasMax = 40,
  metersMax = 5,
} = {}): fc.Arbitrary<History> =>
  fc
    .record({
      facts: fc.array(anyDrawnFact, { minLength: 1, maxLength: factsMax, size: 'max' }),
      extras: fc.array(anyExtra, { maxLength: extrasMax, size: 'max' }),
      meters: fc.array(anyDrawnMeter, { minLength: 1, maxLength: metersMax, size: 'max' }),
      questions: anyQuestions,
    })
    .map(({ facts, extras, meters, questions }) => {
      const log = inOrder([
        ...metersFrom(meters, facts.length),
        ...factsFrom(numbered(facts), extras),
      ]);
      return { log, tenants, ...questionsAbout(log, questions) };
    });
