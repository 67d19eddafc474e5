import type { Problem } from '../../../api/problem.ts';
import { key, type ApiUnderTest } from './api-under-test.ts';

export const factJson = (id: string, other: Readonly<Record<string, unknown>> = {}) => ({
  specversion: '1.0',
  id,
  source: '/openmeet',
  type: 'openmeet.file.stored',
  subject: 'user:u1',
  time: '2026-01-15T09:30:00Z',
  data: { fileId: id, bytes: 1000, group: 'g1' },
  ...other,
});

export type Sent = {
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
};

/** Posts a body as it is, with the admin key. */
export const post = (
  api: ApiUnderTest,
  body: string | Uint8Array<ArrayBuffer>,
  { type = 'application/json', headers = {}, path = '/v1/facts' }: Sent = {},
): Promise<Response> =>
  fetch(api.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': type, ...headers },
    body,
  });

export const postFacts = (api: ApiUnderTest, facts: unknown, sent: Sent = {}): Promise<Response> =>
  post(api, JSON.stringify(facts), sent);

export const get = (
  api: ApiUnderTest,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(api.url + path, { headers: { authorization: `Bearer ${key}`, ...headers } });

/** The problem of an answer, after a look at its media type. */
export const problemOf = async (response: Response): Promise<Problem> => {
  const mediaType = response.headers.get('content-type');
  if (mediaType?.startsWith('application/problem+json') !== true) {
    throw new Error(`${response.status} is no problem but ${String(mediaType)}`);
  }
  return (await response.json()) as Problem;
};

/** The faults of an answer as `path message`. */
export const faultsOf = async (response: Response): Promise<readonly string[]> =>
  ((await problemOf(response)).errors ?? []).map(({ path, message }) => `${path} ${message}`);
