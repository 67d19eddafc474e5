/** What a parsed JSON value holds, roughly measured. */
export type Weight = {
  /** Members of all its objects together. */
  readonly members: number;
  /** At most this many characters would print it, before escapes. */
  readonly characters: number;
};

// Beyond this the value is looked at by other means that do not recurse.
const depthMax = 40;
const numberCharactersMax = 25;

/**
 * Weighs a parsed value in one pass, cheaply: it runs over every fact that comes in. Undefined for a value that is nested
 * deeper than any fact may be.
 */
export const weigh = (value: unknown): Weight | undefined => {
  let members = 0;
  let characters = 0;
  const add = (part: unknown, depth: number): boolean => {
    if (typeof part === 'string') {
      characters += part.length + 3;
      return true;
    }
    characters += numberCharactersMax;
    if (typeof part !== 'object' || part === null) return true;
    if (depth === depthMax) return false;
    if (Array.isArray(part)) return part.every((entry) => add(entry, depth + 1));
    for (const key in part) {
      members += 1;
      characters += key.length + 4;
      // A parsed object's members are its own.
      if (!add((part as Readonly<Record<string, unknown>>)[key], depth + 1)) return false;
    }
    return true;
  };
  return add(value, 0) ? { members, characters } : undefined;
};
