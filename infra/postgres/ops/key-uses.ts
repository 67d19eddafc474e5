/** Keeps note of when keys are used, and writes it now and then, out of the way of every request. */
export type KeyUses = {
  readonly note: (id: string) => void;
  /** Writes what is not written yet and ends. */
  readonly stop: () => Promise<void>;
};

/** A key's last use is written at most once in so long. */
const writeEveryMs = 60_000;

/**
 * Gathers uses and gives them to `write`, the first at once and those that follow together, once a minute. What could not
 * be written is kept for the next time. It holds one time for each key that was used since.
 */
export const keyUses = ({
  write,
  now,
  onError,
}: {
  readonly write: (uses: ReadonlyMap<string, number>) => Promise<void>;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}): KeyUses => {
  let uses = new Map<string, number>();
  let nextAt = -Infinity;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let stopped = false;

  const writeAll = async (): Promise<void> => {
    if (uses.size === 0) return;
    const written = uses;
    uses = new Map();
    try {
      await write(written);
    } catch (error) {
      onError(error);
      uses = new Map([...written, ...uses]);
      schedule();
    }
  };
  const onTime = (): void => {
    timer = undefined;
    nextAt = now() + writeEveryMs;
    writing = writing.then(writeAll);
  };
  const schedule = (): void => {
    if (!stopped) timer ??= setTimeout(onTime, Math.max(0, nextAt - now()));
  };

  return {
    note: (id) => {
      uses.set(id, now());
      schedule();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await writing;
      await writeAll();
    },
  };
};
