import * as t from 'io-ts';

export type Props = Readonly<Record<string, t.Mixed>>;

type Shape<Required extends Props, Optional extends Props> = {
  readonly [K in keyof Required]: t.TypeOf<Required[K]>;
} & { readonly [K in keyof Optional]?: t.TypeOf<Optional[K]> };

export type ClosedType<Required extends Props, Optional extends Props> = t.Type<
  Shape<Required, Optional>
> & {
  // io-ts itself tells its codecs apart by such a tag; the OpenAPI document is made from it.
  readonly _tag: 'ClosedType';
  readonly required: Required;
  readonly optional: Optional;
};

/** One fault with its reason, for a value that stands at the end of `context`. */
export const fault = (value: unknown, context: t.Context, message: string): t.ValidationError => ({
  value,
  context,
  message,
});

/**
 * An object codec that names every fault at once and refuses keys it does not know: a misspelt field is a billing bug.
 * An optional key may be absent; present with `null` it is a fault. A value in which no member is transformed comes back
 * as it is, not as a copy.
 */
export const closed = <const Required extends Props, const Optional extends Props>(
  name: string,
  required: Required,
  optional: Optional,
): ClosedType<Required, Optional> => {
  const members: Props = { ...required, ...optional };
  const requiredKeys = Object.keys(required);

  const validate: t.Validate<unknown, Shape<Required, Optional>> = (input, context) => {
    if (!isObject(input)) return t.failure(input, context, 'must be an object');
    const errors = requiredKeys
      .filter((key) => !Object.hasOwn(input, key))
      .map((key) => fault(undefined, t.appendContext(context, key, t.unknown), 'is missing'));
    let output = input;
    for (const key of Object.keys(input)) {
      const codec = Object.hasOwn(members, key) ? members[key] : undefined;
      const at = t.appendContext(context, key, codec ?? t.unknown);
      if (codec === undefined) {
        errors.push(
          fault(input[key], at, `is not known here (known: ${Object.keys(members).join(', ')})`),
        );
        continue;
      }
      const result: t.Validation<unknown> = codec.validate(input[key], at);
      // One by one: a call takes some hundred thousand arguments, and a list may have more faults.
      if (result._tag === 'Left') for (const error of result.left) errors.push(error);
      else if (result.right !== input[key]) output = { ...output, [key]: result.right };
    }
    // Every member has just been checked, which TypeScript cannot see through the loop.
    return errors.length > 0 ? t.failures(errors) : t.success(output as Shape<Required, Optional>);
  };

  const type = new t.Type(
    name,
    (u): u is Shape<Required, Optional> => isObject(u),
    validate,
    t.identity,
  );
  return Object.assign(type, { _tag: 'ClosedType' as const, required, optional });
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
