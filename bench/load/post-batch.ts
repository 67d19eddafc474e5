import * as t from 'io-ts';
import { isRight } from 'fp-ts/lib/Either.js';
import { messageOf } from '../../infra/cli/message-of.ts';
import { decodeOrThrow } from '../../test/support/decode-or-throw.ts';
import { bodyOf, tenant } from './made-facts.ts';

export type Target = { readonly url: string; readonly key: string };

const Answer = t.type({
  accepted: t.number,
  duplicates: t.number,
  refusedCount: t.number,
  position: t.string,
});
export type Answer = t.TypeOf<typeof Answer>;

const Problem = t.type({ type: t.string, title: t.string, status: t.number, detail: t.string });

/** What became of a batch. Only what is `acknowledged` must be found again. */
export type Outcome =
  | { readonly kind: 'acknowledged'; readonly answer: Answer }
  | { readonly kind: 'shed' | 'limited' }
  /** No answer, or one that an overloaded service must not give. */
  | { readonly kind: 'failed'; readonly why: string };

export const headersFor = ({ key }: Target) => ({
  authorization: `Bearer ${key}`,
  'x-tenant-id': tenant,
});

/** Why a refusal is not as it must be; undefined where it is a problem that says when to come again. */
const faultIn = (response: Response, text: string): string | undefined => {
  const { status, headers } = response;
  if (headers.get('content-type')?.startsWith('application/problem+json') !== true) {
    return `${status} is no problem`;
  }
  if (!(Number(headers.get('retry-after')) > 0)) return `${status} without Retry-After`;
  return isRight(Problem.decode(JSON.parse(text))) ? undefined : `${status}: ${text}`;
};

const outcomeOf = (response: Response, text: string): Outcome => {
  const { status } = response;
  if (status === 202) {
    return { kind: 'acknowledged', answer: decodeOrThrow(Answer, JSON.parse(text)) };
  }
  if (status !== 503 && status !== 429) return { kind: 'failed', why: `${status} ${text}` };
  const fault = faultIn(response, text);
  if (fault !== undefined) return { kind: 'failed', why: fault };
  return { kind: status === 503 ? 'shed' : 'limited' };
};

/** Sends the facts of these numbers in one request. */
export const postBatch = async (target: Target, numbers: readonly number[]): Promise<Outcome> => {
  try {
    const response = await fetch(new URL('/v1/facts', target.url), {
      method: 'POST',
      headers: { ...headersFor(target), 'content-type': 'application/json' },
      body: bodyOf(numbers),
    });
    return outcomeOf(response, await response.text());
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return { kind: 'failed', why: messageOf(cause) };
  }
};
