import { randomUUID } from 'node:crypto';
import type { ProposedEvent } from '../wire/proposed-event.ts';
import { createdField, encodeRecordedEvent, streamField } from '../wire/recorded-event.ts';
import type { Journal } from './journal.ts';
import type { KnownIds } from './known-ids.ts';
import type { StreamHeads } from './stream-heads.ts';

/** Where the last event of an append lies. */
export type Written = { readonly revision: number; readonly position: number };

// Above 0, which a reader may give as "before everything".
const firstPosition = 64;

/** Puts events into the open transaction, and into memory what follows from them. */
export class EventWriter {
  readonly #journal: Journal;
  readonly #heads: StreamHeads;
  readonly #known: KnownIds;
  #next = firstPosition;
  #lastPosition = 0;
  #writtenStreams = new Set<string>();

  constructor(journal: Journal, heads: StreamHeads, known: KnownIds) {
    this.#journal = journal;
    this.#heads = heads;
    this.#known = known;
    this.#findEnd();
  }

  /** The position of the last event; 0 in an empty journal. */
  get lastPosition(): number {
    return this.#lastPosition;
  }

  /** Appends at least one event. Positions rise by the size of what is stored, as offsets into a log would. */
  write(stream: string, events: readonly ProposedEvent[]): Written {
    const head = this.#heads.of(stream);
    const id = head.id ?? this.#journal.insertStream(stream);
    const createdMs = Date.now();
    const fields = { streamField: streamField(stream), createdField: createdField(createdMs) };
    let revision = head.last;
    for (const event of events) {
      revision++;
      const position = this.#next;
      const recorded = encodeRecordedEvent(event, { ...fields, revision, position });
      const { type } = event;
      this.#journal.insert({ position, stream: id, revision, createdMs, type, recorded });
      this.#known.add(event.id, position);
      this.#lastPosition = position;
      this.#next = position + recorded.length;
    }
    this.#heads.put({ ...head, id, last: revision });
    this.#writtenStreams.add(stream);
    return { revision, position: this.#lastPosition };
  }

  /** Appends an event of the server's own. */
  writeSystemEvent(stream: string, type: string, data: Buffer): Written {
    const isJson = data.length > 0;
    return this.write(stream, [
      { id: randomUUID(), type, isJson, data, metadata: Buffer.alloc(0) },
    ]);
  }

  /** The streams written since the last call. */
  takeWrittenStreams(): ReadonlySet<string> {
    const written = this.#writtenStreams;
    this.#writtenStreams = new Set();
    return written;
  }

  /** After a rollback: memory is made to say what the disk says. */
  rolledBack(): void {
    this.#heads.clear();
    this.#known.rolledBack();
    this.#writtenStreams = new Set();
    this.#findEnd();
  }

  #findEnd(): void {
    const last = this.#journal.last();
    this.#lastPosition = last?.position ?? 0;
    this.#next = last === undefined ? firstPosition : last.position + last.recorded.length;
  }
}
