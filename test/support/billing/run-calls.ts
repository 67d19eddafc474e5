import * as t from 'io-ts';
import { vi } from 'vitest';
import { key } from '../../integration/api/api-under-test.ts';
import { decodeOrThrow } from '../decode-or-throw.ts';

export const Run = t.type({
  id: t.string,
  state: t.string,
  accounts: t.intersection([t.type({ done: t.number }), t.partial({ of: t.number })]),
  issued: t.number,
  nothingToBill: t.number,
  standing: t.number,
  failed: t.number,
  failures: t.array(t.type({ account: t.string, message: t.string })),
  totals: t.record(t.string, t.string),
  sequence: t.string,
});
export type Run = t.TypeOf<typeof Run>;

type Api = { readonly url: string };

export const call = ({ url }: Api, method: string, path: string, body?: unknown) =>
  fetch(url + path, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

/** Asks for a run and gives its id. */
export const request = async (api: Api, body: object): Promise<string> => {
  const answer = await call(api, 'POST', '/v1/billing-runs', body);
  if (answer.status !== 202) throw new Error(await answer.text());
  return decodeOrThrow(t.type({ id: t.string }), await answer.json()).id;
};

export const runOf = async (api: Api, id: string): Promise<Run> =>
  decodeOrThrow(Run, await (await call(api, 'GET', `/v1/billing-runs/${id}`)).json());

/** The run once it is in a state. */
export const runOnce = async (api: Api, id: string, state: string): Promise<Run> => {
  await vi.waitUntil(async () => (await runOf(api, id)).state === state, {
    timeout: 50_000,
    interval: 20,
  });
  return runOf(api, id);
};
