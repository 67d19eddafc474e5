import { dataOf } from '../wire/recorded-event.ts';
import type { Journal, RevisionRange } from './journal.ts';
import {
  describedBy,
  metadataStreamOf,
  noMetadata,
  readStreamMetadata,
  type StreamMetadata,
} from './stream-metadata.ts';
import { TwoGenerations } from './two-generations.ts';

export const tombstoneType = '$streamDeleted';

/** What is known of a stream without reading it. */
export type StreamHead = {
  readonly name: string;
  /** Undefined while the stream has no row, that is no event. */
  readonly id: number | undefined;
  /** The revision of the last event, -1 without one. */
  readonly last: number;
  readonly isTombstoned: boolean;
  readonly hasMetadata: boolean;
  readonly metadata: StreamMetadata;
};

const rememberedStreams = 50_000;

/** The heads of recently used streams; the journal knows the others. */
export class StreamHeads {
  readonly #journal: Journal;
  readonly #heads = new TwoGenerations<string, StreamHead>(rememberedStreams);

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  of(name: string): StreamHead {
    const known = this.#heads.get(name);
    if (known !== undefined) return known;
    const head = this.#load(name);
    this.#heads.set(name, head);
    return head;
  }

  /** Notes what was written. A stream's metadata lies in another stream, whose head then has to be read again. */
  put(head: StreamHead): void {
    this.#heads.set(head.name, head);
    const described = describedBy(head.name);
    if (described !== undefined) this.#heads.delete(described);
  }

  clear(): void {
    this.#heads.clear();
  }

  /** The data of the last metadata event of a stream, undefined without one. */
  rawMetadata(stream: string): Uint8Array | undefined {
    const id = this.#journal.streamId(metadataStreamOf(stream));
    const row = id === undefined ? undefined : this.#journal.lastOf(id);
    return row === undefined ? undefined : dataOf(row.recorded);
  }

  #load(name: string): StreamHead {
    const id = this.#journal.streamId(name);
    const last = id === undefined ? undefined : this.#journal.lastOf(id);
    const raw = describedBy(name) === undefined ? this.rawMetadata(name) : undefined;
    return {
      name,
      id,
      last: last?.revision ?? -1,
      isTombstoned: last?.type === tombstoneType,
      hasMetadata: raw !== undefined,
      metadata: raw === undefined ? noMetadata : readStreamMetadata(raw),
    };
  }
}

/** The revisions of a stream that can be read at this moment. */
export const readableRange = ({ last, metadata }: StreamHead, nowMs: number): RevisionRange => {
  const { maxCount, maxAgeMs, truncateBefore, isSoftDeleted } = metadata;
  const byCount = maxCount === undefined ? 0 : last - maxCount + 1;
  return {
    from: isSoftDeleted ? last + 1 : Math.max(0, byCount, truncateBefore ?? 0),
    to: last,
    createdFromMs: maxAgeMs === undefined ? 0 : nowMs - maxAgeMs,
  };
};
