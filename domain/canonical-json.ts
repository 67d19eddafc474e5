import type { Json } from './event-log.ts';

/**
 * The one text that stands for a JSON value: RFC 8785 (JSON Canonicalization Scheme). Members are ordered by the UTF-16
 * code units of their names, numbers and strings are written as JavaScript writes them, nothing is between the tokens.
 * The value must hold no lone surrogate: the door refuses those.
 */
export const canonicalJson = (value: Json): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let text = '';
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
};

// Array.isArray alone does not narrow a readonly array out of a union.
const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);
