import * as t from 'io-ts';
import type { JsonSchema } from '../domain/codec/refined.ts';

/** A codec that says more of its wire form than the one it decodes by. */
export type Annotated<A, O = A> = t.Type<A, O> & {
  readonly annotates: t.Type<A, O>;
  readonly keywords: JsonSchema;
};

/** The same codec with further keywords for the OpenAPI document, a `description` for example; it decodes as before. */
export const annotated = <A, O>(codec: t.Type<A, O>, keywords: JsonSchema): Annotated<A, O> =>
  Object.assign(new t.Type<A, O>(codec.name, codec.is, codec.validate, codec.encode), {
    annotates: codec,
    keywords,
  });
