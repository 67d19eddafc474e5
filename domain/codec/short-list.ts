import * as t from 'io-ts';

/**
 * A list of up to `max` entries, the same ones among them. Of a longer one nothing but its length is told: a body of megabytes
 * would have millions of faults, which are held all at once.
 */
export const shortList = <A, O>(
  item: t.Type<A, O>,
  max: number,
  message = `must have up to ${max} entries`,
): t.ReadonlyArrayC<t.Type<A, O>> => {
  const any = t.readonlyArray(item);
  return new t.ReadonlyArrayType(
    any.name,
    any.is,
    (input, context) =>
      Array.isArray(input) && input.length > max
        ? t.failure(input, context, message)
        : any.validate(input, context),
    any.encode,
    item,
  );
};
