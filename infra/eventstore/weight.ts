const perValue = 16;

/** About how many bytes a parsed JSON value takes: so that a slice of the largest events fits into memory like any other. */
export const weightOf = (value: unknown): number => {
  if (typeof value === 'string') return perValue + value.length;
  if (value instanceof Uint8Array) return perValue + value.byteLength;
  if (typeof value !== 'object' || value === null) return perValue;
  let weight = perValue;
  for (const [key, member] of Object.entries(value)) weight += key.length + weightOf(member);
  return weight;
};
