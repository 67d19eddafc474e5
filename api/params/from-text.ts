import * as t from 'io-ts';
import type { DescribedType, JsonSchema } from '../../domain/codec/refined.ts';

/** A value that travels as a text, as in a query; `expectation` is the fault, e.g. "must be a whole number". */
export const fromText = <A>(
  name: string,
  schema: JsonSchema,
  expectation: string,
  wire: {
    readonly is: (value: unknown) => value is A;
    readonly read: (text: string) => A | undefined;
    readonly write: (value: A) => string;
  },
): DescribedType<A, string> =>
  Object.assign(
    new t.Type<A, string>(
      name,
      wire.is,
      (input, context) => {
        const value = typeof input === 'string' ? wire.read(input) : undefined;
        return value === undefined ? t.failure(input, context, expectation) : t.success(value);
      },
      wire.write,
    ),
    { schema },
  );
