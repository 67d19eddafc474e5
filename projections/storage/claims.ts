import { whole, zero } from '../../domain/decimal.ts';
import type { FileClaim } from '../../domain/storage/file-history.ts';
import type { Row } from '../projector.ts';
import type { ValuesOf } from '../table.ts';
import { goneKind, type ClaimVersion } from '../touched-claims.ts';
import type { storageClaims } from './tables.ts';

type ClaimRow = Row<typeof storageClaims.key, typeof storageClaims.rest>;

/** What a row of `storage_claims` holds beside its key. */
export const restOfClaim = (claim: FileClaim | undefined): ValuesOf<typeof storageClaims.rest> => {
  if (claim === undefined) return [goneKind, 0, '', '', '', '', zero];
  const { kind, at, source, id } = claim;
  const [subject, group, bytes] =
    claim.kind === 'stored'
      ? [claim.subject, claim.group ?? '', claim.bytes]
      : ['', claim.kind === 'attached' ? claim.group : '', 0n];
  return [kind, at, source, id, subject, group, whole(bytes)];
};

const claimOfRow = ({ key: [, , sequence], rest }: ClaimRow): FileClaim | undefined => {
  const [kind, at, source, id, subject, group, bytes] = rest;
  const said = { sequence, at, source, id };
  switch (kind) {
    case 'stored':
      return {
        kind,
        ...said,
        subject,
        group: group === '' ? undefined : group,
        bytes: bytes.units,
      };
    case 'attached':
      return { kind, ...said, group };
    case 'released':
      return { kind, ...said };
    case goneKind:
      return undefined;
    default:
      throw new TypeError(`a file is not ${kind}`);
  }
};

/** What a row holds, and since when. */
export const versionOfRow = (row: ClaimRow): ClaimVersion<FileClaim> => {
  const [, , sequence, since] = row.key;
  return { sequence, since, claim: claimOfRow(row) };
};
