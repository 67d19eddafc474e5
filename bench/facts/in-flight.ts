/** Does the work for every item in order, `places` of them at a time: as one finishes, the next begins. */
export const inFlight = async <A>(
  items: readonly A[],
  places: number,
  work: (item: A) => Promise<void>,
): Promise<void> => {
  const waiting = items.values();
  const place = async (): Promise<void> => {
    // All places draw from one iterator, so that each item is done once.
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: places }, place));
};
