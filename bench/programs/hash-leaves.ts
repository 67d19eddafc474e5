import { hash } from 'node:crypto';
import { onGo } from './on-go.ts';

// node hash-leaves.ts <leaves>
// One tree of RFC 9162 over so many leaves, each of the length of a real one, with nothing but the hash function.
const [leaves = ''] = process.argv.slice(2);

const hashBytes = 32;

const made = Array.from(
  { length: Number(leaves) },
  (_, n) =>
    `\0{"contentHash":"${'0'.repeat(2 * hashBytes)}","id":"made-${n}","sequence":"${n}","source":"urn:bench","tenant":"openmeet"}`,
);
const pair = Buffer.alloc(1 + 2 * hashBytes, 1);

const above = (nodes: readonly string[]): readonly string[] => {
  const parents: string[] = [];
  for (let at = 0; at < nodes.length; at += 2) {
    const left = nodes[at] ?? '';
    const right = nodes[at + 1];
    if (right === undefined) parents.push(left);
    else {
      pair.write(left, 1, 'hex');
      pair.write(right, 1 + hashBytes, 'hex');
      parents.push(hash('sha256', pair, 'hex'));
    }
  }
  return parents;
};

// Of all outputs of the hash function a text is the one that costs least.
await onGo(() => {
  let nodes: readonly string[] = made.map((leaf) => hash('sha256', leaf, 'hex'));
  while (nodes.length > 1) nodes = above(nodes);
  return Promise.resolve();
});
