/** Things that have been started and must be ended, the last one first. */
export type Resources = {
  readonly defer: (release: () => Promise<unknown>) => void;
};

type Release = () => Promise<unknown>;

// Of all runs under way, so that an interrupt can end them from outside.
const held: Release[] = [];

const releaseAbove = async (index: number): Promise<void> => {
  while (held.length > index) {
    try {
      await held.pop()?.();
    } catch (error) {
      // The others are to be ended all the same.
      console.error(error);
    }
  }
};

// An interrupt makes the run under way fail, which then wants to end its things too: one after the other, or a server
// would be ended before those who use it.
let releasing = Promise.resolve();

const releaseFrom = (index: number): Promise<void> =>
  (releasing = releasing.then(() => releaseAbove(index)));

/** Runs the work and ends whatever it started, whether it succeeds or throws. Runs may be nested, not side by side. */
export const withResources = async <A>(work: (resources: Resources) => Promise<A>): Promise<A> => {
  const index = held.length;
  try {
    return await work({ defer: (release) => held.push(release) });
  } finally {
    await releaseFrom(index);
  }
};

/** On Ctrl-C, SIGTERM and when nobody reads the results any more, everything that was started is ended, then this process. */
export const releaseOnInterrupt = (): void => {
  const interrupt = (why: string): void => {
    console.error(`\n${why}: ending what was started`);
    void releaseFrom(0).then(() => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => {
      interrupt(signal);
    });
  }
  process.stdout.once('error', () => {
    interrupt('The output was closed');
  });
};
