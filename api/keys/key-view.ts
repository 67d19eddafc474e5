import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { instantText } from '../../domain/time/instant.ts';
import { annotated } from '../annotated.ts';
import { TimeText } from '../answer-parts.ts';
import { Scope } from '../auth/caller.ts';
import type { KeyRecord } from '../auth/keys.ts';

const required = {
  id: t.string,
  tenant: t.string,
  name: t.string,
  scopes: t.readonlyArray(Scope),
  createdAt: TimeText,
  createdBy: annotated(t.string, { description: 'The id of the key that made it' }),
};
const optional = {
  revokedAt: TimeText,
  lastUsedAt: annotated(TimeText, { description: 'To the minute or so; absent: never' }),
};

/** A key as it is shown ever after: without what it is known by. */
export const KeyView = closed('Key', required, optional);
export type KeyView = t.TypeOf<typeof KeyView>;

/** A key as it is shown once. */
export const NewKeyView = closed(
  'NewKey',
  {
    ...required,
    key: annotated(t.string, { description: 'Shown in this answer and never again' }),
  },
  optional,
);

export const keyView = ({ createdAt, revokedAt, lastUsedAt, ...record }: KeyRecord): KeyView => ({
  ...record,
  createdAt: instantText(createdAt),
  ...(revokedAt === undefined ? {} : { revokedAt: instantText(revokedAt) }),
  ...(lastUsedAt === undefined ? {} : { lastUsedAt: instantText(lastUsedAt) }),
});
