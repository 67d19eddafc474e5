import { leafHash } from './tree-hash.ts';

/** What a leaf says of an event. */
export type Proven = {
  readonly tenant: string;
  readonly source: string;
  readonly id: string;
  readonly sequence: bigint;
  readonly contentHash: string;
};

/** What stands for one fact, or amendment, in the digest of a line. */
export type Leaf = Proven & { readonly hash: string };

/** The canonical JSON (RFC 8785) of a leaf, written out: it is made for each fact of a month. */
export const leafText = ({ tenant, source, id, sequence, contentHash }: Proven): string =>
  `{"contentHash":"${contentHash}","id":${JSON.stringify(id)},"sequence":"${sequence}","source":${JSON.stringify(source)},"tenant":${JSON.stringify(tenant)}}`;

export const leafOf = (proven: Proven): Leaf => ({
  ...proven,
  hash: leafHash(leafText(proven)),
});
