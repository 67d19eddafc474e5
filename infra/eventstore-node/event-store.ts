import { randomUUID } from 'node:crypto';
import { decideAppend, type AppendDecision, type ExpectedRevision } from './append-decision.ts';
import { EventWriter, type Written } from './journal/event-writer.ts';
import { GroupCommit } from './journal/group-commit.ts';
import { Journal } from './journal/journal.ts';
import { KnownIds } from './journal/known-ids.ts';
import { openDatabase } from './journal/open-database.ts';
import { StreamHeads, tombstoneType, type StreamHead } from './journal/stream-heads.ts';
import {
  describedBy,
  metadataStreamOf,
  metadataType,
  softDeletedMark,
  withTruncateBefore,
} from './journal/stream-metadata.ts';
import { Subscribers } from './journal/subscribers.ts';
import { writeFirstEvents } from './journal/first-events.ts';
import { idOf } from './wire/recorded-event.ts';
import type { ProposedEvent } from './wire/proposed-event.ts';

/** What became of an append. `written` is also said of a repeat, with the place that the events had already. */
export type AppendOutcome =
  | { readonly kind: 'written'; readonly revision: number; readonly position: number | undefined }
  | { readonly kind: 'wrong-expected-revision'; readonly actual: number }
  | { readonly kind: 'stream-deleted' };

export type AppendRequest = {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly ProposedEvent[];
};

export type DeleteRequest = {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** A tombstone is for ever; without it the stream comes back with the next append. */
  readonly isTombstone: boolean;
};

/** The event store: one writer, any number of readers, everything on disk before it is said. */
export class EventStore {
  readonly journal: Journal;
  readonly heads: StreamHeads;
  readonly subscribers = new Subscribers();
  readonly #known: KnownIds;
  readonly #writer: EventWriter;
  readonly #commits: GroupCommit;

  /** Throws JournalUnusable when the directory cannot be used. */
  constructor(dataDir: string) {
    this.journal = new Journal(openDatabase(dataDir));
    this.heads = new StreamHeads(this.journal);
    this.#known = new KnownIds(this.journal);
    this.#writer = new EventWriter(this.journal, this.heads, this.#known);
    this.#commits = new GroupCommit(this.journal, {
      committed: () => {
        this.#known.committed();
        this.subscribers.wake(this.#writer.takeWrittenStreams());
      },
      rolledBack: () => {
        this.#writer.rolledBack();
      },
    });
    if (this.lastPosition === 0) writeFirstEvents(this.journal, this.#writer);
  }

  /** The position of the last committed event. */
  get lastPosition(): number {
    return this.#writer.lastPosition;
  }

  /** Resolves when the events are on disk or refused; rejects with UNAVAILABLE when the disk could not be written. */
  append(request: AppendRequest): Promise<AppendOutcome> {
    return this.#commits.submit(request.events.length, () => this.#append(request));
  }

  /** Deletes a stream: its events stay in the log, but not in the stream. */
  delete(request: DeleteRequest): Promise<AppendOutcome> {
    return this.#commits.submit(1, () => this.#delete(request));
  }

  /** Commits what waits for it. */
  flush(): void {
    this.#commits.flush();
  }

  close(): void {
    this.flush();
    this.journal.close();
  }

  #append({ stream, expected, events }: AppendRequest): AppendOutcome {
    const head = this.heads.of(stream);
    const ids = events.map(({ id }) => id);
    const decision = this.#decide(head, expected, ids);
    if (decision.kind === 'wrong-expected-revision') return { ...decision, actual: head.last };
    if (decision.kind === 'stream-deleted') return decision;
    if (decision.kind === 'already-written') return this.#place(head, decision.last);
    if (events.length === 0) return { kind: 'written', revision: head.last, position: undefined };
    const described = describedBy(stream);
    const hidden = head.metadata.isSoftDeleted ? head : undefined;
    const hiddenByMetadata = described === undefined ? undefined : this.#softDeleted(described);
    const written = this.#writer.write(stream, events);
    this.#bringBack(hidden ?? hiddenByMetadata);
    return { kind: 'written', ...written };
  }

  #delete({ stream, expected, isTombstone }: DeleteRequest): AppendOutcome {
    const head = this.heads.of(stream);
    const decision = this.#decide(head, expected, [randomUUID()]);
    if (decision.kind === 'stream-deleted') return decision;
    const isNothing = head.last < 0 && !head.hasMetadata;
    if (decision.kind !== 'write' || (isNothing && !isTombstone)) {
      return { kind: 'wrong-expected-revision', actual: head.last };
    }
    const written = isTombstone ? this.#tombstone(head) : this.#softDelete(stream);
    return { kind: 'written', ...written };
  }

  #decide(head: StreamHead, expected: ExpectedRevision, ids: readonly string[]): AppendDecision {
    const { id: stream, name, last } = head;
    const described = describedBy(name);
    const state = {
      last,
      isTombstoned:
        head.isTombstoned || (described !== undefined && this.heads.of(described).isTombstoned),
      isSoftDeleted: head.metadata.isSoftDeleted,
      hasMetadata: head.hasMetadata,
    };
    return decideAppend(expected, ids, state, {
      idAt: (revision) => {
        const row = stream === undefined ? undefined : this.journal.eventOf(stream, revision);
        return row === undefined ? undefined : idOf(row.recorded);
      },
      revisionOf: (id) => this.#known.revisionIn(stream, id),
    });
  }

  #place({ id }: StreamHead, revision: number): AppendOutcome {
    const row = id === undefined ? undefined : this.journal.eventOf(id, revision);
    return { kind: 'written', revision, position: row?.position };
  }

  #softDeleted(stream: string): StreamHead | undefined {
    const head = this.heads.of(stream);
    return head.metadata.isSoftDeleted ? head : undefined;
  }

  #tombstone(head: StreamHead): Written {
    const written = this.#writer.writeSystemEvent(head.name, tombstoneType, Buffer.alloc(0));
    this.heads.put({ ...this.heads.of(head.name), isTombstoned: true });
    return written;
  }

  #softDelete(stream: string): Written {
    const data = Buffer.from(`{"$tb":${softDeletedMark}}`);
    return this.#writer.writeSystemEvent(metadataStreamOf(stream), metadataType, data);
  }

  /** A soft-deleted stream that is written to, or described anew, goes on with what is behind the deletion. */
  #bringBack(hidden: StreamHead | undefined): void {
    if (hidden === undefined) return;
    const raw = this.heads.rawMetadata(hidden.name) ?? Buffer.alloc(0);
    const metadata = withTruncateBefore(raw, hidden.last + 1);
    this.#writer.writeSystemEvent(metadataStreamOf(hidden.name), metadataType, metadata);
  }
}
