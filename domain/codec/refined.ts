import * as t from 'io-ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/** A codec of our own: io-ts says nothing about its wire form, so it carries the schema that the OpenAPI document shows. */
export type DescribedType<A, O = A> = t.Type<A, O> & { readonly schema: JsonSchema };

/** A value that stays as it came when `accept` says so; else `expectation` is the fault, e.g. "must be a whole number". */
export const refined = <A>(
  name: string,
  schema: JsonSchema,
  expectation: string,
  accept: (value: unknown) => value is A,
): DescribedType<A> =>
  Object.assign(
    new t.Type<A>(
      name,
      accept,
      (value, context) =>
        accept(value) ? t.success(value) : t.failure(value, context, expectation),
      t.identity,
    ),
    { schema },
  );

/** One of these texts. */
export const oneOf = <const Texts extends readonly string[]>(
  name: string,
  ...texts: Texts
): DescribedType<Texts[number]> => {
  const known = new Set<unknown>(texts);
  return refined(
    name,
    { type: 'string', enum: texts },
    `must be one of ${texts.join(', ')}`,
    (value): value is Texts[number] => known.has(value),
  );
};
