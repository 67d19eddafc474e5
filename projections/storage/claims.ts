import { whole } from '../../domain/decimal.ts';
import type { FileClaim } from '../../domain/storage/file-history.ts';
import type { Row } from '../projector.ts';
import type { ValuesOf } from '../table.ts';
import type { storageClaims } from './tables.ts';

type ClaimRow = Row<typeof storageClaims.key, typeof storageClaims.rest>;

/** What a row of `storage_claims` holds beside its key. */
export const restOfClaim = (claim: FileClaim): ValuesOf<typeof storageClaims.rest> => {
  const { kind, at, source, id } = claim;
  const [subject, group, bytes] =
    claim.kind === 'stored'
      ? [claim.subject, claim.group ?? '', claim.bytes]
      : ['', claim.kind === 'attached' ? claim.group : '', 0n];
  return [kind, at, source, id, subject, group, whole(bytes)];
};

/** The claim that a row holds. */
export const claimOfRow = ({ key: [, , sequence], rest }: ClaimRow): FileClaim => {
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
    default:
      throw new TypeError(`a file is not ${kind}`);
  }
};
