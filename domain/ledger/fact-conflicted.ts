import * as t from 'io-ts';
import { closed } from '../codec/closed.ts';
import type { NewEvent } from '../event-log.ts';
import type { Fact } from '../fact/fact.ts';
import { identityKey } from '../fact/identity.ts';
import { Name, TenantName } from '../fact/parts.ts';
import { uuidOf } from '../hash.ts';
import { instantText } from '../time/instant.ts';

/** A known identity came again with other contents: refused, and kept here once for each content. */
export const FactConflicted = closed(
  'FactConflicted',
  {
    tenant: TenantName,
    source: Name,
    id: Name,
    /** The hash of the fact that counts. */
    contentHash: t.string,
    /** The hash and the whole of what was refused. */
    refusedHash: t.string,
    refused: closed(
      'RefusedContent',
      { type: t.string, subject: t.string, time: t.string, data: t.UnknownRecord },
      {},
    ),
  },
  {},
);
export type FactConflicted = t.TypeOf<typeof FactConflicted>;

/** What is recorded of a fact that was refused. */
export const conflictData = (
  { tenant, source, id, type, subject, at, data }: Fact,
  hashes: { readonly contentHash: string; readonly refusedHash: string },
) => ({
  tenant,
  source,
  id,
  ...hashes,
  refused: { type, subject, time: instantText(at), data },
});

/** The event that records a conflict; the same conflict always has the same id. */
export const factConflicted = (
  refused: Fact,
  hashes: { readonly contentHash: string; readonly refusedHash: string },
  recordedAt: string,
): NewEvent => ({
  id: uuidOf(`${identityKey(refused)}\n${hashes.refusedHash}\nconflict`),
  type: 'FactConflicted',
  data: conflictData(refused, hashes),
  metadata: { recordedAt },
});
