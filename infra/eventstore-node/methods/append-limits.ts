import { appendTooLarge } from '../errors.ts';
import { maxMessageBytes } from '../grpc/call.ts';
import type { ProposedEvent } from '../wire/proposed-event.ts';

/** The data that one append may carry; the default of the server that this one stands in for. */
export const maxAppendBytes = 1024 * 1024;

/** Collects the events of one append. Throws as soon as there is too much, so that no more than that is ever held. */
export class ProposedEvents {
  readonly events: ProposedEvent[] = [];
  #dataBytes = 0;
  #totalBytes = 0;

  add(event: ProposedEvent): void {
    this.#dataBytes += event.data.length;
    this.#totalBytes += event.data.length + event.metadata.length;
    // Only data counts towards the limit that clients know of; metadata must not be endless either.
    if (this.#dataBytes > maxAppendBytes || this.#totalBytes > maxMessageBytes) {
      throw appendTooLarge(maxAppendBytes);
    }
    this.events.push(event);
  }
}
