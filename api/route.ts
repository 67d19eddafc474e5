import type * as E from 'fp-ts/lib/Either.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { closed } from '../domain/codec/closed.ts';
import type { Fault } from '../domain/codec/faults.ts';
import type { Acting } from './auth/authenticate.ts';
import type { Permission } from './auth/permission.ts';
import type { Deps } from './deps.ts';
import type { Rendering } from './http/rendering.ts';
import type { ReceivedBody } from './http/received-body.ts';
import type { Problem } from './problem.ts';

/** What decodes a part of a request, and what the OpenAPI document describes that part by. */
export type Codec<A> = t.Decoder<unknown, A>;
export type Answers = Readonly<Record<number, t.Mixed>>;
type Headers = Readonly<Record<string, string>>;

/** What a body may be: by media type what it looks like, and how what was received becomes what the handler takes. */
export type Body<B> = {
  readonly content: Readonly<Record<string, Codec<unknown>>>;
  readonly decode: (received: ReceivedBody) => E.Either<readonly Fault[], B>;
};

export type Request<P, Q, B> = {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** Aborts when the service closes: what runs for long then ends early. */
  readonly closing: AbortSignal;
};

/** A request before any of it is decoded. */
export type RawRequest = Request<unknown, unknown, ReceivedBody> & {
  /** Its header of that name. */
  readonly accept: string | undefined;
};

type Answer<A extends Answers> = {
  readonly [S in keyof A & number]: {
    readonly status: S;
    readonly body: t.TypeOf<A[S]>;
    readonly headers?: Headers;
  };
}[keyof A & number];

export type Reply = {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Headers;
};

type Handler<Asked, Answered> = (
  deps: Deps,
) => (request: Asked, acting: Acting) => TaskEither<Problem, Answered>;

/** A route is data: the server registers it, the OpenAPI document lists it. */
export type Route<P, Q, B, A extends Answers> = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:name` for the parts that vary. */
  readonly path: string;
  readonly summary: string;
  /** What a caller has to know beyond the summary, in Markdown. */
  readonly description?: string;
  /** What the caller must be allowed. */
  readonly may: Permission;
  readonly params: Codec<P>;
  readonly query: Codec<Q>;
  readonly body: Body<B>;
  /** Bodies by status. Problems of every route need no mention. */
  readonly answers: A;
  /** What its answers mean, by status, where the summary does not say it. */
  readonly meanings?: Readonly<Record<number, string>> | undefined;
  /** What problems of its own it answers with, by status. */
  readonly problems?: Readonly<Record<number, string>> | undefined;
  /** Of its answers, where they are not JSON. */
  readonly mediaType?: string | undefined;
  /** What its 200 is besides JSON, by media type: what the caller accepts decides. */
  readonly renderings?: Readonly<Record<string, Rendering<t.TypeOf<A[200]>>>> | undefined;
  readonly handle: Handler<Request<P, Q, B>, Answer<A>>;
};

/** A route whose types only itself knows any more, so that routes can stand in a list. */
export type AnyRoute = Omit<
  Route<unknown, unknown, unknown, Answers>,
  'handle' | 'body' | 'renderings'
> & {
  readonly body: Pick<Body<unknown>, 'content'>;
  /** The media types of its 200 besides JSON. */
  readonly alternatives: readonly string[];
  readonly handle: Handler<RawRequest, Reply>;
};

/** An answer with its status as a literal, so that a route can answer only what it says it does. */
export const answer = <const S extends number, B>(
  status: S,
  body: B,
  headers: Headers = {},
): { readonly status: S; readonly body: B; readonly headers: Headers } => ({
  status,
  body,
  headers,
});

export const noParams = closed('NoParams', {}, {});
export const noQuery = closed('NoQuery', {}, {});

/** An answer without a body. */
export const NoContent = t.undefined;
