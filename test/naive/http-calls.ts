import type { Answering } from '../history/compare-figures.ts';

/** A running ledger, whoever it is asked for. */
export type Service = Omit<Answering, 'tenant'>;

export type Answered = { readonly status: number; readonly body: unknown };

type Sent = {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: string;
  readonly type?: string;
};

/** Calls a running ledger for a tenant; any answer will do. */
export const call = async (
  { url, key, tenant }: Answering,
  path: string,
  { method = 'GET', body, type = 'application/json' }: Sent = {},
): Promise<Answered> => {
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      'x-tenant-id': tenant,
      ...(body === undefined ? {} : { 'content-type': type }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
};

/** For an answer that nobody reckoned with. */
export const unexpected = (what: string, { status, body }: Answered): Error =>
  new Error(`${what}: ${status} ${JSON.stringify(body)}`);
