/** For the first try, and for who is alone with the database. */
export const patienceAtFirstMs = 250;
// As long as queries may take by themselves, and some more.
const patienceMaxMs = 20_000;
const lockNotAvailable = '55P03';

/** How long a fill that joins waits for the queries under way, and what lengthens that. */
export type JoinPatience = {
  readonly ms: () => number;
  readonly noteFailure: (error: unknown) => void;
};

/**
 * How long a fill that joins waits for the queries under way. What answers stands still meanwhile, so that it begins with
 * little, and waits longer each time that was not enough: in the end it joins, whatever is asked.
 */
export const joinPatience = (): JoinPatience => {
  let ms = patienceAtFirstMs;
  return {
    ms: () => ms,
    noteFailure: (error) => {
      const isTooShort =
        error instanceof Error && 'code' in error && error.code === lockNotAvailable;
      if (isTooShort) ms = Math.min(2 * ms, patienceMaxMs);
    },
  };
};
