import { parseArgs } from 'node:util';

export const sectionNames = ['a', 'a2', 'b', 'c'] as const;
export type SectionName = (typeof sectionNames)[number];

export type Options = {
  readonly facts: number;
  readonly rounds: number;
  readonly batchesInFlight: number;
  readonly only: ReadonlySet<SectionName>;
  readonly help: boolean;
};

export const help = `Measures the ledger against the bare event store client, on this machine, in one run.

  npm run bench -- [options]

  --quick          20,000 facts and one round: a look, not a figure to quote
  --only a,a2,b,c  only these parts:
                     a   facts taken in, projections off
                     a2  facts taken in, projections live
                     b   facts projected from a full log
                     c   peak memory
  --facts N        facts of each run (200000)
  --rounds N       how often each side runs, in turn (5)
  --in-flight N    requests, or batches of the bare client, under way at once (4)
  --help           this text

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
        'in-flight': { type: 'string', default: '4' },
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
  return {
    facts: countFrom('facts', given.facts ?? (given.quick ? '20000' : '200000')),
    rounds: countFrom('rounds', given.rounds ?? (given.quick ? '1' : '5')),
    batchesInFlight: countFrom('in-flight', given['in-flight']),
    only: sectionsFrom(given.only),
    help: given.help,
  };
};
