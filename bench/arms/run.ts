/** One run of one side. */
export type Run = {
  readonly facts: number;
  readonly seconds: number;
  /** CPU seconds of each process while the clock ran. */
  readonly cpu: Readonly<Record<string, number>>;
};

/** How far each process had come: by what it is called, a way to read its CPU seconds. */
export type Meters = Readonly<Record<string, () => Promise<number>>>;

const readAll = async (meters: Meters): Promise<Readonly<Record<string, number>>> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(meters).map(async ([name, read]) => [name, await read()] as const),
    ),
  );

/** Does the work, whose result is its seconds, and counts what CPU time the processes used meanwhile. */
export const metered = async <A>(
  meters: Meters,
  work: () => Promise<A>,
): Promise<{ readonly result: A; readonly cpu: Run['cpu'] }> => {
  const before = await readAll(meters);
  const result = await work();
  const after = await readAll(meters);
  const cpu = Object.fromEntries(
    Object.entries(after).map(([name, seconds]) => [name, seconds - (before[name] ?? 0)]),
  );
  return { result, cpu };
};
