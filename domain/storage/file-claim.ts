import { decimalOf, zero } from '../decimal.ts';
import { isA, type Fact } from '../fact/fact.ts';
import type { FileClaim } from './file-history.ts';

/** What a fact says of which file; undefined where it says nothing of where a file lies. */
export const fileClaimIn = (
  fact: Fact,
  sequence: bigint,
): { readonly fileId: string; readonly claim: FileClaim } | undefined => {
  const { at, source, id, subject } = fact;
  const said = { at, source, id, sequence };
  if (isA(fact, 'openmeet.file.stored')) {
    const { fileId, group } = fact.data;
    // `10.0` and 1e21 are whole numbers too.
    const bytes = (decimalOf(fact.data.bytes) ?? zero).units;
    return { fileId, claim: { kind: 'stored', ...said, subject, group, bytes } };
  }
  if (isA(fact, 'openmeet.file.attached')) {
    const { fileId, group } = fact.data;
    return { fileId, claim: { kind: 'attached', ...said, group } };
  }
  return isA(fact, 'openmeet.file.released')
    ? { fileId: fact.data.fileId, claim: { kind: 'released', ...said } }
    : undefined;
};
