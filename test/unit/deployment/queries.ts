/** A metric that a PromQL expression selects, with what it demands of the labels. */
export type Selector = {
  readonly metric: string;
  readonly labels: readonly { readonly name: string; readonly value: string }[];
};

const selector = /\b(ledger_\w+)(?:\{([^}]*)\})?/g;
const matcher = /(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"/g;

/** Finds the ledger's metrics in an expression. No parser: the expressions here hold no braces or names in strings. */
export const selectorsIn = (expression: string): readonly Selector[] =>
  [...expression.matchAll(selector)].map(([, metric = '', matchers = '']) => ({
    metric,
    labels: [...matchers.matchAll(matcher)].map(([, name = '', value = '']) => ({ name, value })),
  }));

/** Every text that stands under `key` anywhere in a document. */
export const textsAt = (key: string, document: unknown): readonly string[] => {
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([name, value]: [string, unknown]) =>
    name === key && typeof value === 'string' ? [value] : textsAt(key, value),
  );
};
