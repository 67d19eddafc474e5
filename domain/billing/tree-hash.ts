import { hashOfBytes, sha256 } from '../hash.ts';

// The Merkle tree hash of RFC 9162, section 2.1.1: a leaf is hashed behind a byte of 0, two nodes behind a byte of 1, so that
// neither can pass for the other; a list is split at the greatest power of two below its length. Hashes are texts of 64
// hexadecimal digits.

/** The hash of one leaf. */
export const leafHash = (leaf: string): string => sha256(`\0${leaf}`);

const hashBytes = 32;
// Written anew for each node: there are as many as facts in a month, and nothing else runs while one is hashed.
const nodeBytes = Buffer.alloc(1 + 2 * hashBytes, 1);

const nodeHash = (left: string, right: string): string => {
  nodeBytes.write(left, 1, 'hex');
  nodeBytes.write(right, 1 + hashBytes, 'hex');
  return hashOfBytes(nodeBytes);
};

/** The hash of a list that grows leaf by leaf: it keeps one hash for each bit of the length. */
export type TreeHash = {
  readonly add: (leaf: string) => void;
  readonly size: () => number;
  readonly root: () => string;
};

export const treeHash = (): TreeHash => {
  // Whole subtrees, from the largest; each is larger than the next one.
  const whole: string[] = [];
  let size = 0;
  return {
    add: (leaf) => {
      let node = leaf;
      for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
        node = nodeHash(whole.pop() ?? node, node);
      }
      whole.push(node);
      size += 1;
    },
    size: () => size,
    root: () => {
      const root = whole.reduceRight<string | undefined>(
        (right, left) => (right === undefined ? left : nodeHash(left, right)),
        undefined,
      );
      return root ?? sha256('');
    },
  };
};

/** The hash of a list whose leaves come in any order, each once: they are put in that of their numbers. */
export const orderedTreeHash = (): {
  readonly add: (sequence: bigint, leaf: string) => void;
  readonly size: () => number;
  readonly root: () => string;
} => {
  const leaves: { readonly sequence: bigint; readonly hash: string }[] = [];
  return {
    add: (sequence, hash) => {
      leaves.push({ sequence, hash });
    },
    size: () => leaves.length,
    root: () => {
      const tree = treeHash();
      const ordered = leaves.toSorted((a, b) => (a.sequence < b.sequence ? -1 : 1));
      for (const { hash } of ordered) tree.add(hash);
      return tree.root();
    },
  };
};
