import { createHash } from 'node:crypto';
import { isLeft } from 'fp-ts/lib/Either.js';
import { beginning, chained } from '../../domain/ledger/checkpoint.ts';
import { decodeRecorded } from '../../domain/ledger/decode-recorded.ts';
import { LogUnfit } from './log-unfit.ts';
import { lineOf, streamIn, type MovedEvent } from './moved-event.ts';
import { streamHeads } from './stream-heads.ts';

/** What stands for a log, or for its first events: two that agree in it hold the same in the same order. */
export type LogState = {
  /** How many events: the sequence of the last of them. */
  readonly count: number;
  /** As the feed computes it and `GET /v1/projections` shows it. */
  readonly digest: string;
  /** Of all that the events carry, line by line: also of what the digest leaves out, such as the times of recording. */
  readonly linesSha256: string;
};

export const sameState = (a: LogState, b: LogState): boolean =>
  a.count === b.count && a.digest === b.digest && a.linesSha256 === b.linesSha256;

export type Tally = Disposable & {
  /** Takes in the next event of the log and gives its line. Throws LogUnfit for one that cannot be moved. */
  readonly add: (event: MovedEvent) => string;
  readonly count: () => number;
  readonly state: () => LogState;
};

// What a decoded event stands for does not depend on the namespace.
const anyNamespace = 'ledger';

const nameOf = ({ id, type, revision, stream }: MovedEvent): string =>
  `event ${id} (${type}, number ${revision} of stream ${stream})`;

const digestPartOf = (event: MovedEvent): string => {
  const recorded = decodeRecorded(anyNamespace, {
    ...event,
    stream: streamIn(anyNamespace, event),
    revision: BigInt(event.revision),
    position: 0n,
  });
  if (isLeft(recorded)) {
    const faults = recorded.left.map(({ path, message }) => `${path} ${message}`).join('; ');
    throw new LogUnfit(
      `This version of the ledger does not understand ${nameOf(event)}: ${faults}. A newer one may.`,
    );
  }
  return recorded.right.digestPart;
};

/** Counts and hashes the events of a log from its first on, in flat memory. */
export const tally = (): Tally => {
  const heads = streamHeads();
  const lines = createHash('sha256');
  let { digest } = beginning;
  let count = 0;

  const checkRevision = (event: MovedEvent): void => {
    const expected = heads.next(event.stream, event.revision);
    if (event.revision === expected) return;
    throw new LogUnfit(
      `The log is not whole: ${nameOf(event)} should be number ${expected}. ` +
        'Events of that stream were deleted or truncated, and no copy can be its equal.',
    );
  };

  return {
    add: (event) => {
      checkRevision(event);
      digest = chained(digest, digestPartOf(event));
      const line = lineOf(event);
      lines.update(line).update('\n');
      count += 1;
      return line;
    },
    count: () => count,
    state: () => ({ count, digest, linesSha256: lines.copy().digest('hex') }),
    [Symbol.dispose]: heads.close,
  };
};
