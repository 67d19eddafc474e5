import { hash } from 'node:crypto';
import { onGo } from './on-go.ts';

// node hash-leaves.ts <leaves>
// One tree of RFC 9162 over so many leaves, each of the length of a real one, with nothing but the hash function.
const [leaves = ''] = process.argv.slice(2);

const hashBytes = 32;
const leafMark = '\0';

const leafOf = (n: number): Buffer =>
  Buffer.from(
    `${leafMark}{"contentHash":"${'0'.repeat(2 * hashBytes)}","id":"made-${n}","sequence":"${n}","source":"urn:bench","tenant":"openmeet"}`,
  );

const made = Array.from({ length: Number(leaves) }, (_, n) => leafOf(n));

await onGo(async () => {
  let level: readonly Buffer[] = made.map((leaf) => hash('sha256', leaf, 'buffer'));
  const pair = Buffer.alloc(1 + 2 * hashBytes, 1);
  while (level.length > 1) {
    const above: Buffer[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]];
      if (left === undefined) continue;
      if (right === undefined) above.push(left);
      else {
        left.copy(pair, 1);
        right.copy(pair, 1 + hashBytes);
        above.push(hash('sha256', pair, 'buffer'));
      }
    }
    level = above;
  }
});
