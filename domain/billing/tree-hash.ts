import { hashOfBytes } from '../hash.ts';

// The Merkle tree hash of RFC 9162, section 2.1.1: a leaf is hashed behind a byte of 0, two nodes behind a byte of 1, so that
// neither can pass for the other; a list is split at the greatest power of two below its length.

const leafMark = Buffer.of(0);
const nodeMark = Buffer.of(1);

/** The hash of one leaf. */
export const leafHash = (leaf: string): Buffer =>
  hashOfBytes(Buffer.concat([leafMark, Buffer.from(leaf)]));

const nodeHash = (left: Buffer, right: Buffer): Buffer =>
  hashOfBytes(Buffer.concat([nodeMark, left, right]));

/** The hash of a list that grows leaf by leaf: it keeps one hash for each bit of the length. */
export type TreeHash = {
  readonly add: (leaf: Buffer) => void;
  readonly size: () => number;
  /** As 64 hexadecimal digits. */
  readonly root: () => string;
};

export const treeHash = (): TreeHash => {
  // Whole subtrees, from the largest; each is larger than the next one.
  const whole: Buffer[] = [];
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
      const root = whole.reduceRight<Buffer | undefined>(
        (right, left) => (right === undefined ? left : nodeHash(left, right)),
        undefined,
      );
      return (root ?? hashOfBytes(Buffer.alloc(0))).toString('hex');
    },
  };
};

const hashBytes = 32;

/** The hash of a list whose leaves come in any order, each once: they are put in that of their numbers. Some 40 bytes a leaf. */
export const orderedTreeHash = (): {
  readonly add: (sequence: bigint, leaf: Buffer) => void;
  readonly size: () => number;
  readonly root: () => string;
} => {
  const sequences: bigint[] = [];
  let hashes = Buffer.alloc(hashBytes * 4);
  return {
    add: (sequence, leaf) => {
      const at = sequences.length * hashBytes;
      if (at === hashes.length) hashes = Buffer.concat([hashes, Buffer.alloc(hashes.length)]);
      leaf.copy(hashes, at);
      sequences.push(sequence);
    },
    size: () => sequences.length,
    root: () => {
      const tree = treeHash();
      const order = sequences.map((_, index) => index);
      order.sort((a, b) => Number((sequences[a] ?? 0n) - (sequences[b] ?? 0n)));
      for (const index of order) {
        tree.add(hashes.subarray(index * hashBytes, (index + 1) * hashBytes));
      }
      return tree.root();
    },
  };
};
