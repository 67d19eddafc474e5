import * as E from 'fp-ts/lib/Either.js';
import type { Fact } from '../../domain/fact/fact.ts';
import type { Acting } from '../auth/authenticate.ts';
import type { Deps } from '../deps.ts';
import type { ReceivedBody } from '../http/received-body.ts';
import { badInput, type Problem } from '../problem.ts';
import { decodeList, decodeOne } from './decode-list.ts';
import { rulesNow } from './fact-rules.ts';
import type { FactsAnswer } from './facts-answer.ts';
import { startTally, type Tally } from './tally.ts';

type JsonBody = Extract<ReceivedBody, { readonly kind: 'json' }>;
type IntakeDeps = Pick<Deps, 'door' | 'observer' | 'now' | 'limits'>;

const oneType = 'application/cloudevents+json';
const batchType = 'application/cloudevents-batch+json';

/** What the media type promised and the body is not. */
const wrongForm = ({ mediaType, value }: JsonBody): string | undefined => {
  if (mediaType === batchType && !Array.isArray(value)) return `must be an array for ${batchType}`;
  return mediaType === oneType && Array.isArray(value)
    ? `must be one event for ${oneType}; an array is ${batchType}`
    : undefined;
};

const decode = (
  body: JsonBody,
  acting: Acting,
  deps: IntakeDeps,
): E.Either<Problem, readonly Fact[]> => {
  const rules = rulesNow(deps, acting);
  const message = wrongForm(body);
  if (message !== undefined) return E.left(badInput([{ path: '', message }]));
  // Array.isArray makes `any[]` of unknown.
  return Array.isArray(body.value)
    ? decodeList(body.value as readonly unknown[], body, rules, deps.limits)
    : E.map((fact: Fact) => [fact])(decodeOne(body, rules, deps.limits));
};

const receive = async (facts: readonly Fact[], { door }: IntakeDeps, tally: Tally) => {
  const receipts = await door.receive(facts);
  tally.add(
    facts.map((fact, index) => ({ index, fact })),
    receipts,
  );
  return tally.answer();
};

/**
 * Takes in the fact or the facts of a JSON body. Left: something does not decode and nothing is in, or the body is one
 * fact and in conflict. Right: what became of each; conflicts of an array are among the refused.
 */
export const receiveJson = async (
  body: JsonBody,
  acting: Acting,
  deps: IntakeDeps,
): Promise<E.Either<Problem, FactsAnswer>> => {
  const facts = decode(body, acting, deps);
  if (E.isLeft(facts)) {
    deps.observer.factsReceived('', 'refused', Array.isArray(body.value) ? body.value.length : 1);
    return facts;
  }
  const answer = await receive(
    facts.right,
    deps,
    startTally(deps.observer, deps.limits.refusalsListed),
  );
  const refusal = answer.refused[0]?.problem;
  return refusal !== undefined && !Array.isArray(body.value) ? E.left(refusal) : E.right(answer);
};
