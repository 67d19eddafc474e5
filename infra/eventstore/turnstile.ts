export type Turnstile = {
  /** Runs the work as soon as there is a place, first come, first served. */
  readonly pass: <A>(work: () => Promise<A>) => Promise<A>;
  /** Resolves when nobody is inside or waiting. */
  readonly empty: () => Promise<void>;
};

/** Lets at most `places` through at once; the others queue in order. */
export const turnstile = (places: number): Turnstile => {
  let free = places;
  const queue: (() => void)[] = [];
  const onEmpty: (() => void)[] = [];

  const leave = () => {
    const next = queue.shift();
    if (next !== undefined) {
      // The place is handed over and never counted as free, or a newcomer could slip in before the one who waited.
      next();
      return;
    }
    free += 1;
    if (free === places) for (const resolve of onEmpty.splice(0)) resolve();
  };

  return {
    pass: async (work) => {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => queue.push(resolve));
      try {
        return await work();
      } finally {
        leave();
      }
    },
    empty: () =>
      free === places ? Promise.resolve() : new Promise((resolve) => onEmpty.push(resolve)),
  };
};
