import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';

/** What is wrong with a part of an input, and where: a JSON pointer (RFC 6901). */
export type Fault = { readonly path: string; readonly message: string };

/** A key as a part of a JSON pointer. */
export const pointerPart = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

const messageOf = ({ message, context, value }: t.ValidationError): string => {
  if (message !== undefined) return message;
  const expected = context.at(-1)?.type.name ?? 'something else';
  if (value === undefined) return 'is missing';
  // The name of io-ts says nothing to a caller.
  return expected === 'boolean' ? 'must be true or false' : `must be: ${expected}`;
};

// io-ts puts the number of a union's or an intersection's member into the path, which says nothing to a caller.
const isPart = (entry: t.ContextEntry, parent: t.ContextEntry | undefined): boolean =>
  entry.key !== '' &&
  !(parent?.type instanceof t.UnionType) &&
  !(parent?.type instanceof t.IntersectionType);

/** Every fault of a decoded value, by JSON pointer below `root`; none where it decoded. */
export const faultsOf = (decoded: t.Validation<unknown>, root: string): readonly Fault[] =>
  isLeft(decoded)
    ? decoded.left.map((error) => ({
        path:
          root +
          error.context
            .filter((entry, index) => isPart(entry, error.context[index - 1]))
            .map(({ key }) => `/${pointerPart(key)}`)
            .join(''),
        message: messageOf(error),
      }))
    : [];

/** Faults as a codec tells them, their pointers lying below the value at the end of `context`. */
export const faultsAt = (
  input: unknown,
  context: t.Context,
  faults: readonly Fault[],
): t.ValidationError[] =>
  faults.map(({ path, message }) => ({
    value: input,
    context: path
      .split('/')
      .slice(1)
      .reduce((at, part) => t.appendContext(at, part, t.unknown), context),
    message,
  }));
