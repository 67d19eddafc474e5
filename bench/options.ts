import { parseArgs } from 'node:util';

export const sectionNames = ['a', 'a2', 'b', 'c', 'd'] as const;
export type SectionName = (typeof sectionNames)[number];

export type Options = {
  readonly facts: number;
  readonly rounds: number;
  readonly batchesInFlight: number;
  /** Of the month that is billed. */
  readonly billingFacts: number;
  readonly billingRounds: number;
  readonly only: ReadonlySet<SectionName>;
  readonly help: boolean;
};

export const help = `Measures the ledger against the bare event store client, on this machine, in one run.

  npm run bench -- [options]

  --quick             20,000 facts and one round: a look, not a figure to quote
  --only a,a2,b,c,d   only these parts:
                        a   facts taken in, projections off
                        a2  facts taken in, projections live
                        b   facts projected from a full log
                        c   peak memory
                        d   a month billed
  --facts N           facts of each run (200000)
  --rounds N          how often each side runs, in turn (5)
  --billing-facts N   facts of the month that is billed, 100 an account (1000000)
  --billing-rounds N  how often it is billed, each time with stores of its own (3)
  --in-flight N       requests, or batches of the bare client, under way at once (4)
  --help              this text

Progress goes to stderr, results to stdout. All servers are this run's own and end with it.
`;

/** Options that cannot be used, in words. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
}

const countFrom = (name: string, text: string): number => {
  if (!/^[1-9]\d{0,7}$/.test(text)) {
    throw new OptionsError(`--${name} is ${text} but must be a whole number from 1 on`);
  }
  return Number(text);
};

const sectionsFrom = (text: string): ReadonlySet<SectionName> => {
  const known = new Map<string, SectionName>(sectionNames.map((name) => [name, name]));
  return new Set(
    text.split(',').map((word) => {
      const name = known.get(word);
      if (name === undefined) throw new OptionsError(`--only knows ${sectionNames.join(', ')}`);
      return name;
    }),
  );
};

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        only: { type: 'string', default: sectionNames.join(',') },
        facts: { type: 'string' },
        rounds: { type: 'string' },
        'billing-facts': { type: 'string' },
        'billing-rounds': { type: 'string' },
        'in-flight': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new OptionsError(error instanceof Error ? error.message : String(error));
  }
};

/** Reads the command line. Throws OptionsError. */
export const optionsFrom = (args: readonly string[]): Options => {
  const given = parsed(args);
  const count = (
    name: 'facts' | 'rounds' | 'billing-facts' | 'billing-rounds' | 'in-flight',
    quick: string,
    usual: string,
  ): number => countFrom(name, given[name] ?? (given.quick ? quick : usual));
  return {
    facts: count('facts', '20000', '200000'),
    rounds: count('rounds', '1', '5'),
    billingFacts: count('billing-facts', '20000', '1000000'),
    billingRounds: count('billing-rounds', '1', '3'),
    batchesInFlight: count('in-flight', '4', '4'),
    only: sectionsFrom(given.only),
    help: given.help,
  };
};
