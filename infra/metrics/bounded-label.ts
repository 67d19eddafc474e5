/** Keeps a label's values bounded: the first `limit` that come stand for themselves, every later one is `other`. */
export const boundedLabel = (limit: number): ((value: string) => string) => {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= limit) return 'other';
    known.add(value);
    return value;
  };
};
