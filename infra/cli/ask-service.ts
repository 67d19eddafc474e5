import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { messageOf } from './message-of.ts';
import { Refused, type Service } from './post-lines.ts';

const Problem = t.partial({
  title: t.string,
  detail: t.string,
  errors: t.array(t.type({ path: t.string, message: t.string })),
});

type Asked = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** The media type that is wanted. */
  readonly accept?: string;
  readonly body?: unknown;
  /** Instead of a body: JSON as somebody wrote it, sent without a digit lost. */
  readonly text?: string;
};

const parsed = (text: string): unknown => {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
};

const why = (status: number, body: unknown): string => {
  const problem = Problem.decode(body);
  const { title, detail, errors = [] } = isLeft(problem) ? {} : problem.right;
  const faults = errors.map(({ path, message }) => `${path} ${message}`.trim()).join('; ');
  return [status, title, detail, faults === '' ? undefined : faults]
    .filter((part) => part !== undefined)
    .join(' · ');
};

const decoder = new TextDecoder();

const answerOf = async (
  { url, key, tenant }: Service,
  {
    method,
    path,
    accept = 'application/json',
    body,
    text: sent = body === undefined ? undefined : JSON.stringify(body),
  }: Asked,
): Promise<{ readonly status: number; readonly bytes: Uint8Array }> => {
  let response: Response;
  let bytes: Uint8Array;
  try {
    response = await fetch(`${url}${path}`, {
      method,
      headers: {
        accept,
        authorization: `Bearer ${key}`,
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...(tenant === undefined ? {} : { 'x-tenant-id': tenant }),
      },
      ...(sent === undefined ? {} : { body: sent }),
    });
    bytes = await response.bytes();
  } catch (error) {
    // fetch says only that it failed; the cause says why.
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    throw new Error(`${url} cannot be reached: ${messageOf(cause)}`, { cause: error });
  }
  if (!response.ok) throw new Refused(why(response.status, parsed(decoder.decode(bytes))));
  return { status: response.status, bytes };
};

/** What the service answers, as it is. Throws Refused with its reasons, or an error that says that it cannot be reached. */
export const bytesFromService = async (service: Service, asked: Asked): Promise<Uint8Array> =>
  (await answerOf(service, asked)).bytes;

/** Asks the service once, for JSON, and hears with which status it answers. Throws as `askService` does. */
export const askWithStatus = async <A>(
  service: Service,
  codec: t.Decoder<unknown, A>,
  asked: Omit<Asked, 'accept'>,
): Promise<{ readonly status: number; readonly told: A }> => {
  const { status, bytes } = await answerOf(service, asked);
  const decoded = codec.decode(parsed(decoder.decode(bytes)));
  if (isLeft(decoded)) throw new Refused(`${service.url} does not answer as a ledger does`);
  return { status, told: decoded.right };
};

/** Asks the service once, for JSON. Throws as `bytesFromService` does, also where something else answers. */
export const askService = async <A>(
  service: Service,
  codec: t.Decoder<unknown, A>,
  asked: Omit<Asked, 'accept'>,
): Promise<A> => (await askWithStatus(service, codec, asked)).told;

/** How to say that what was sent is published: with 200 it was so before. */
export const publishedText = (status: number): string =>
  status === 200 ? 'was published before' : 'is published';
