import * as t from 'io-ts';
import type { Props } from '../../domain/codec/closed.ts';
import type { JsonSchema } from '../../domain/codec/refined.ts';
import type { Annotated } from '../annotated.ts';

/** Collects the schemas of codecs; those of named objects are kept once, under their names, and referred to. */
export type Schemas = {
  readonly of: (codec: Named) => JsonSchema;
  readonly components: () => Readonly<Record<string, JsonSchema>>;
};

type Named = t.Decoder<unknown, unknown>;
type Described = Named & { readonly schema: JsonSchema };
type Variants = Named & { readonly anyOf: readonly Named[] };
type Closed = Named & { readonly required: Props; readonly optional: Props };

const isAnnotated = (codec: Named): codec is Annotated<unknown> => 'annotates' in codec;
const isVariants = (codec: Named): codec is Variants => 'anyOf' in codec;
const isDescribed = (codec: Named): codec is Described => 'schema' in codec;
const isClosed = (codec: Named): codec is Closed =>
  '_tag' in codec && codec._tag === 'ClosedType' && 'required' in codec && 'optional' in codec;

/** JSON Schema 2020-12, as OpenAPI 3.1 takes it, from the codecs that the server itself decodes by. */
export const collectSchemas = (): Schemas => {
  const components = new Map<string, { readonly codec: Named; schema: JsonSchema }>();

  const objectOf = ({ required, optional }: Pick<Closed, 'required' | 'optional'>): JsonSchema => ({
    type: 'object',
    properties: Object.fromEntries(
      Object.entries({ ...required, ...optional }).map(([key, member]) => [key, of(member)]),
    ),
    ...(Object.keys(required).length === 0 ? {} : { required: Object.keys(required) }),
    additionalProperties: false,
  });

  const referTo = (codec: Closed | Variants): JsonSchema => {
    const known = components.get(codec.name);
    if (known !== undefined && known.codec !== codec) {
      throw new Error(`two codecs are named ${codec.name}`);
    }
    if (known === undefined) {
      const entry = { codec, schema: {} };
      components.set(codec.name, entry);
      entry.schema = isVariants(codec) ? { anyOf: codec.anyOf.map(of) } : objectOf(codec);
    }
    return { $ref: `#/components/schemas/${codec.name}` };
  };

  const of = (codec: Named): JsonSchema => {
    if (isAnnotated(codec)) return { ...of(codec.annotates), ...codec.keywords };
    if (isDescribed(codec)) return codec.schema;
    if (isClosed(codec) || isVariants(codec)) return referTo(codec);
    return composedOf(codec) ?? scalarOf(codec);
  };

  const composedOf = (codec: Named): JsonSchema | undefined => {
    if (codec instanceof t.ReadonlyArrayType || codec instanceof t.ArrayType) {
      return { type: 'array', items: of(codec.type as t.Mixed) };
    }
    if (codec instanceof t.UnionType) {
      return { anyOf: (codec.types as readonly t.Mixed[]).map(of) };
    }
    if (codec instanceof t.DictionaryType) {
      return { type: 'object', additionalProperties: of(codec.codomain as t.Mixed) };
    }
    return codec instanceof t.ReadonlyType || codec instanceof t.RefinementType
      ? of(codec.type as t.Mixed)
      : undefined;
  };

  return {
    of,
    components: () =>
      Object.fromEntries([...components].map(([name, { schema }]) => [name, schema])),
  };
};

/** The codecs of io-ts that stand for themselves. One of ours that says nothing about its wire form is a mistake. */
const scalarOf = (codec: Named): JsonSchema => {
  if (codec instanceof t.StringType) return { type: 'string' };
  if (codec instanceof t.NumberType) return { type: 'number' };
  if (codec instanceof t.BooleanType) return { type: 'boolean' };
  if (codec instanceof t.NullType) return { type: 'null' };
  if (codec instanceof t.LiteralType) return { const: codec.value as unknown };
  if (codec instanceof t.KeyofType) {
    return { type: 'string', enum: Object.keys(codec.keys as object) };
  }
  if (codec instanceof t.AnyDictionaryType) return { type: 'object' };
  if (codec instanceof t.UnknownType) return {};
  throw new Error(`${codec.name} says nothing about its wire form: give it a schema`);
};
