import { idOf } from '../wire/recorded-event.ts';
import type { Journal } from './journal.ts';
import { TwoGenerations } from './two-generations.ts';

// About 100 bytes each. An index on disk would know every id, but random ids touch a page of it for every event.
const rememberedIds = 100_000;

/**
 * Where recent events lie, by id: how an append that expects no revision is recognised as a repeat. Best effort beyond
 * the last 100,000 events, as in the server this one stands in for.
 */
export class KnownIds {
  readonly #journal: Journal;
  readonly #positions = new TwoGenerations<string, number>(rememberedIds);
  #uncommitted: string[] = [];

  /** Starts with the ids of the journal's tail, so that a repeat is known after a restart too. */
  constructor(journal: Journal) {
    this.#journal = journal;
    const newest: (readonly [string, number])[] = [];
    for (const { recorded, position } of journal.newest(rememberedIds)) {
      newest.push([idOf(recorded), position]);
    }
    for (const [id, position] of newest.reverse()) this.#positions.set(id, position);
  }

  /** Adds the id of an event whose transaction is still open; a repeat within the transaction is one too. */
  add(id: string, position: number): void {
    this.#positions.set(id, position);
    this.#uncommitted.push(id);
  }

  committed(): void {
    this.#uncommitted = [];
  }

  rolledBack(): void {
    for (const id of this.#uncommitted) this.#positions.delete(id);
    this.#uncommitted = [];
  }

  /** The revision of the event with this id, if it is known and lies in this stream. */
  revisionIn(stream: number | undefined, id: string): number | undefined {
    const position = this.#positions.get(id);
    if (position === undefined || stream === undefined) return undefined;
    const row = this.#journal.at(position);
    return row?.stream === stream ? row.revision : undefined;
  }
}
