import { filesOf, levelAt } from './files.ts';
import type { LogEntry } from './log-entry.ts';
import { netFacts } from './net-facts.ts';
import type { StorageAnswer, StorageQuestion } from './world.ts';

/** Storage over a window: the level at every instant at which it could change. */
export const storage = (
  log: readonly LogEntry[],
  { tenant, account, from, to }: StorageQuestion,
): StorageAnswer => {
  const facts = netFacts(log, tenant);
  const files = filesOf(facts);
  const inside = facts.map(({ at }) => at).filter((at) => from < at && at < to);
  const starts = [...new Set([from, ...inside])].toSorted((a, b) => a - b);
  let peakBytes = 0n;
  let byteMs = 0n;
  for (const [index, start] of starts.entries()) {
    const level = levelAt(files, account, start);
    if (level > peakBytes) peakBytes = level;
    byteMs += level * BigInt((starts[index + 1] ?? to) - start);
  }
  return {
    openingBytes: levelAt(files, account, from - 1),
    closingBytes: levelAt(files, account, to - 1),
    peakBytes,
    byteMs,
  };
};
