/** Remembers the last `max` texts that it was told; the one that was not told for longest goes first. */
export const lastTold = (max: number) => {
  // A Set keeps its members in the order in which they came.
  const told = new Set<string>();
  return {
    tell: (text: string): void => {
      told.delete(text);
      told.add(text);
      if (told.size <= max) return;
      const [oldest] = told;
      if (oldest !== undefined) told.delete(oldest);
    },
    has: (text: string): boolean => told.has(text),
  };
};
