import * as E from 'fp-ts/lib/Either.js';
import Negotiator from 'negotiator';
import type { Deps } from '../deps.ts';
import { problem, type Problem } from '../problem.ts';

/** A form of an answer that is no JSON. */
export type Rendered = {
  readonly content: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Makes a form of an answer from the body that it has as JSON. */
export type Rendering<Body> = (
  body: Body,
  deps: Pick<Deps, 'printer'>,
) => Rendered | Promise<Rendered>;

type Renderings<Body> = Readonly<Record<string, Rendering<Body>>>;
type Chosen<Body> = { readonly mediaType: string; readonly render: Rendering<Body> };

const json = 'application/json';

/**
 * What a caller accepts most of what is offered (RFC 9110, 12.5.1): undefined for JSON, which is first where all is equal;
 * left where it accepts none. Where there is nothing to choose from, JSON comes whatever is asked for.
 */
export const acceptedBy = <Body>(
  accept: string | undefined,
  renderings: Renderings<Body>,
): E.Either<Problem, Chosen<Body> | undefined> => {
  const offered = [json, ...Object.keys(renderings)];
  if (offered.length === 1) return E.right(undefined);
  const mediaType = new Negotiator({
    headers: { accept: accept === '' ? undefined : accept },
  }).mediaType(offered);
  if (mediaType === undefined) {
    const detail = `Accept one of: ${offered.join(', ')}.`;
    return E.left(problem(406, 'not-acceptable', detail));
  }
  const render = renderings[mediaType];
  return E.right(render === undefined ? undefined : { mediaType, render });
};

type Reply<Body> = {
  readonly status: number;
  readonly body: Body;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The answer in the form that was chosen. */
export const rendered = async <Body>(
  reply: Reply<Body>,
  chosen: Chosen<Body> | undefined,
  deps: Pick<Deps, 'printer'>,
): Promise<Reply<unknown>> => {
  if (chosen === undefined || reply.status !== 200) return reply;
  const { content, headers } = await chosen.render(reply.body, deps);
  const type = { 'content-type': withCharset(chosen.mediaType) };
  return { status: 200, body: content, headers: { ...reply.headers, ...type, ...headers } };
};

const withCharset = (mediaType: string): string =>
  mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType;
