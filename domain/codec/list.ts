import * as t from 'io-ts';
import { fault } from './closed.ts';
import type { DescribedType } from './refined.ts';

/** A list of different things, between `min` and `max` of them; every fault of every one is named. */
export const listOf = <A>(
  name: string,
  item: DescribedType<A>,
  { min, max }: { readonly min: number; readonly max: number },
): DescribedType<readonly A[]> => {
  const validate: t.Validate<unknown, readonly A[]> = (input, context) => {
    if (!Array.isArray(input)) return t.failure(input, context, 'must be a list');
    if (input.length < min || input.length > max) {
      return t.failure(input, context, `must have ${min} to ${max} entries`);
    }
    const seen = new Set<unknown>();
    const errors = (input as readonly unknown[]).flatMap((value, index) => {
      const at = t.appendContext(context, String(index), item);
      const result = item.validate(value, at);
      if (result._tag === 'Left') return result.left;
      if (seen.has(value)) return [fault(value, at, 'is there twice')];
      seen.add(value);
      return [];
    });
    // Every entry has just been checked, and stays as it came.
    return errors.length > 0 ? t.failures(errors) : t.success(input as readonly A[]);
  };
  const isList = (value: unknown): value is readonly A[] =>
    Array.isArray(value) && value.every((entry) => item.is(entry));
  const schema = { type: 'array', items: item.schema, minItems: min, maxItems: max };
  return Object.assign(new t.Type(name, isList, validate, t.identity), {
    schema: { ...schema, uniqueItems: true },
  });
};
