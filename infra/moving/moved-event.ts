import * as t from 'io-ts';
import type { JsonObject, RecordedEvent } from '../../domain/event-log.ts';
import { streamPrefix } from '../../domain/stream-name.ts';

/** An event on its way from one log to another, as a line of a log file has it. */
export const MovedEvent = t.strict({
  /** Without the namespace, so that a log can move to another one. */
  stream: t.string,
  revision: t.number,
  id: t.string,
  type: t.string,
  data: t.unknown,
  metadata: t.unknown,
});
export type MovedEvent = t.TypeOf<typeof MovedEvent>;

/** The name of an event's stream under a namespace. */
export const streamIn = (namespace: string, { stream }: MovedEvent): string =>
  `${streamPrefix(namespace)}${stream}`;

export const movedEvent = (namespace: string, event: RecordedEvent): MovedEvent => {
  const { id, type, stream, revision, data, metadata } = event;
  const short = stream.slice(streamPrefix(namespace).length);
  return { stream: short, revision: Number(revision), id, type, data, metadata };
};

/** The event as one line of JSON, without its line break. Data of the ledger went through JSON before, and come out the same. */
export const lineOf = ({ stream, revision, id, type, data, metadata }: MovedEvent): string =>
  JSON.stringify({ stream, revision, id, type, data, metadata });

/** What an event that was decoded holds: JSON objects, by the codecs of domain/ledger. */
export const contentsOf = ({
  data,
  metadata,
}: MovedEvent): { readonly data: JsonObject; readonly metadata: JsonObject } => ({
  data: data as JsonObject,
  metadata: metadata as JsonObject,
});
