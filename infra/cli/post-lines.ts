import { setTimeout as delay } from 'node:timers/promises';
import * as t from 'io-ts';
import { isLeft } from 'fp-ts/lib/Either.js';
import { messageOf } from './message-of.ts';

const Answer = t.type({
  accepted: t.number,
  duplicates: t.number,
  refusedCount: t.number,
  position: t.string,
  refused: t.array(
    t.type({
      index: t.number,
      problem: t.intersection([
        t.type({ title: t.string }),
        t.partial({
          detail: t.string,
          errors: t.array(t.type({ path: t.string, message: t.string })),
        }),
      ]),
    }),
  ),
});
export type Answer = t.TypeOf<typeof Answer>;

const Problem = t.partial({ title: t.string, detail: t.string });

/** The service said no, for a reason that trying again does not mend. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

export type Service = {
  /** What `/v1/facts` is put behind: it may have a path, and ends without a slash. */
  readonly url: string;
  readonly key: string;
  readonly tenant: string | undefined;
};

const attemptsMax = 12;
const pauseMs = (attempt: number): number => Math.min(250 * 2 ** attempt, 5_000);

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const why = (status: number, body: string): string => {
  const problem = Problem.decode(parsed(body));
  const { title, detail } = isLeft(problem) ? {} : problem.right;
  return [status, title, detail].filter((part) => part !== undefined).join(' · ');
};

const post = ({ url, key, tenant }: Service, lines: Buffer): Promise<Response> =>
  fetch(`${url}/v1/facts`, {
    method: 'POST',
    body: new Uint8Array(lines),
    headers: {
      'content-type': 'application/x-ndjson',
      authorization: `Bearer ${key}`,
      ...(tenant === undefined ? {} : { 'x-tenant-id': tenant }),
    },
  });

/** The answer, or why to try again and after how long. */
type Attempt = { readonly answer: Answer } | { readonly reason: string; readonly afterMs: number };

const attemptOnce = async (service: Service, lines: Buffer): Promise<Attempt> => {
  let response: Response;
  let body: string;
  try {
    response = await post(service, lines);
    // An answer can break off as well as a request: whether the lines are in is not known then.
    body = await response.text();
  } catch (error) {
    // fetch says only that it failed; the cause says why.
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return { reason: messageOf(cause), afterMs: 0 };
  }
  if (response.ok) {
    const answer = Answer.decode(parsed(body));
    if (isLeft(answer)) throw new Refused(`${service.url} does not answer as a ledger does`);
    return { answer: answer.right };
  }
  const reason = why(response.status, body);
  if (response.status < 500 && response.status !== 429) throw new Refused(reason);
  return {
    reason,
    afterMs: Math.min(Number(response.headers.get('retry-after') ?? 0), 10) * 1_000,
  };
};

/**
 * Sends lines to `POST /v1/facts`, again while the service is away or busy: a repeat counts nothing twice. Throws Refused,
 * or the last failure when the service stays away. Undefined where `signal` ended the waiting: a request under way is
 * answered first.
 */
export const postLines = async (
  service: Service,
  lines: Buffer,
  signal: AbortSignal,
  onRetry: (reason: string) => void,
): Promise<Answer | undefined> => {
  for (let attempt = 0; ; attempt += 1) {
    const result = await attemptOnce(service, lines);
    if ('answer' in result) return result.answer;
    if (attempt + 1 === attemptsMax) throw new Error(`${service.url} stays away: ${result.reason}`);
    if (!signal.aborted) onRetry(result.reason);
    await delay(result.afterMs + pauseMs(attempt), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return undefined;
  }
};
