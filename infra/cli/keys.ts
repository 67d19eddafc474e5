import * as t from 'io-ts';
import { askService } from './ask-service.ts';
import type { Output } from './output.ts';
import type { Service } from './post-lines.ts';

const known = t.type({
  id: t.string,
  tenant: t.string,
  name: t.string,
  scopes: t.array(t.string),
  createdAt: t.string,
  createdBy: t.string,
});
const sometimes = t.partial({ revokedAt: t.string, lastUsedAt: t.string });
const Key = t.intersection([known, sometimes]);
const NewKey = t.intersection([known, sometimes, t.type({ key: t.string })]);
const Page = t.intersection([t.type({ keys: t.array(Key) }), t.partial({ cursor: t.string })]);

type Key = t.TypeOf<typeof Key>;

/** Makes a key and prints it: the only time that it can be seen. */
export const createKey = async (
  service: Service,
  wanted: { readonly name: string; readonly scopes: readonly string[] },
  { say, print, json }: Output,
): Promise<void> => {
  const made = await askService(service, NewKey, {
    method: 'POST',
    path: '/v1/keys',
    body: wanted,
  });
  if (json) {
    print(JSON.stringify(made));
    return;
  }
  say(`Key ${made.id} (${made.name}) of tenant ${made.tenant} may: ${made.scopes.join(', ')}`);
  say('It is shown now and never again:');
  print(made.key);
};

const allKeys = async (service: Service): Promise<readonly Key[]> => {
  const keys: Key[] = [];
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const page = await askService(service, Page, { method: 'GET', path: `/v1/keys${query}` });
    keys.push(...page.keys);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return keys;
};

const stateOf = ({ revokedAt, lastUsedAt }: Key): string => {
  if (revokedAt !== undefined) return `revoked ${revokedAt}`;
  return lastUsedAt === undefined ? 'never used' : `last used ${lastUsedAt}`;
};

const rowOf = (key: Key): readonly string[] => [
  key.id,
  key.name,
  key.scopes.join(','),
  `made ${key.createdAt}`,
  stateOf(key),
];

const tableOf = (rows: readonly (readonly string[])[]): readonly string[] => {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

/** Prints the keys of a tenant, without what they are known by. */
export const listKeys = async (service: Service, { say, print, json }: Output): Promise<void> => {
  const keys = await allKeys(service);
  if (json) print(JSON.stringify(keys));
  else if (keys.length === 0) say('There are no keys but that of the data folder.');
  else for (const line of tableOf(keys.map(rowOf))) print(line);
};

/** Revokes a key for good. */
export const revokeKey = async (
  service: Service,
  id: string,
  { say, print, json }: Output,
): Promise<void> => {
  const path = `/v1/keys/${encodeURIComponent(id)}`;
  await askService(service, t.undefined, { method: 'DELETE', path });
  if (json) print(JSON.stringify({ id, revoked: true }));
  else say(`Key ${id} is revoked. Other processes know of it within seconds.`);
};
