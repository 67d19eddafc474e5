import { createHash } from 'node:crypto';
import type { Fact } from '../../../domain/fact/fact.ts';
import { canonicalJson } from '../../../domain/canonical-json.ts';
import { contentOf, type Identity } from '../identity.ts';

// Rule 22.

/** A fact or amendment behind a line, as the leaf of the tree that it is. */
export type Leaf = Identity & { readonly sequence: string; readonly contentHash: string };

/** The SHA-256 of all that a fact says. */
export const contentHash = (fact: Fact): string =>
  createHash('sha256').update(contentOf(fact)).digest('hex');

const hashOf = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest();

/** RFC 9162, 2.1.1: the hash of an empty list, of a leaf, or of the two halves, the first of the greatest power of two. */
const treeHash = (leaves: readonly Uint8Array[]): Buffer => {
  const [leaf] = leaves;
  if (leaf === undefined) return hashOf();
  if (leaves.length === 1) return hashOf(Uint8Array.of(0), leaf);
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return hashOf(Uint8Array.of(1), treeHash(leaves.slice(0, half)), treeHash(leaves.slice(half)));
};

/** The digest over texts, each a leaf. */
export const digestOfTexts = (texts: readonly string[]): string =>
  treeHash(texts.map((text) => Buffer.from(text))).toString('hex');

const bySequence = (a: Leaf, b: Leaf): number => Number(a.sequence) - Number(b.sequence);

/** The digest over what is behind a line. */
export const digestOf = (leaves: readonly Leaf[]): string =>
  digestOfTexts(leaves.toSorted(bySequence).map((leaf) => canonicalJson(leaf)));
