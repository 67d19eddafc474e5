/** The revision that an append expects the stream to be at; a number is that of its last event. */
export type ExpectedRevision = 'any' | 'no_stream' | 'stream_exists' | number;

/** What the decision needs to know of the stream. */
export type StreamState = {
  /** The revision of the last event, -1 without one. */
  readonly last: number;
  readonly isTombstoned: boolean;
  readonly isSoftDeleted: boolean;
  /** Metadata makes a stream exist before its first event. */
  readonly hasMetadata: boolean;
};

/** How ids that are already in the stream are found. */
export type KnownEvents = {
  readonly idAt: (revision: number) => string | undefined;
  readonly revisionOf: (id: string) => number | undefined;
};

export type AppendDecision =
  | { readonly kind: 'write' }
  /** A repeat: all the events are there, the last of them at this revision. */
  | { readonly kind: 'already-written'; readonly last: number }
  | { readonly kind: 'wrong-expected-revision' }
  | { readonly kind: 'stream-deleted' };

const write: AppendDecision = { kind: 'write' };
const wrong: AppendDecision = { kind: 'wrong-expected-revision' };
const deleted: AppendDecision = { kind: 'stream-deleted' };

/**
 * Decides on an append. In order of precedence:
 *   a tombstoned stream takes nothing, a soft-deleted one does not exist for `stream_exists`;
 *   events that are all known are a repeat, and a success;
 *   events of which the first is known but a later one is not are refused, for they cannot have been sent together;
 *   otherwise the expected revision has to be the stream's.
 * With an explicit revision known ids are those that lie right behind it, which is exact; with `any` and
 * `stream_exists` those that are remembered, which is best effort.
 */
export const decideAppend = (
  expected: ExpectedRevision,
  ids: readonly string[],
  stream: StreamState,
  known: KnownEvents,
): AppendDecision => {
  const refused = refusedWhatever(expected, stream);
  if (refused !== undefined) return refused;
  if (expected === 'any' || expected === 'stream_exists') {
    return repeated(ids, (id) => known.revisionOf(id)) ?? write;
  }
  // Of a soft-deleted stream the events are gone for its readers, so that it may begin again.
  if (expected === 'no_stream') {
    return decideAt(-1, ids, stream.last, known) ?? (stream.isSoftDeleted ? write : wrong);
  }
  return decideAt(expected, ids, stream.last, known) ?? wrong;
};

/** Why the stream takes nothing, whatever it is. */
const refusedWhatever = (
  expected: ExpectedRevision,
  { last, isTombstoned, isSoftDeleted, hasMetadata }: StreamState,
): AppendDecision | undefined => {
  if (isTombstoned) return deleted;
  if (expected !== 'stream_exists') return undefined;
  if (isSoftDeleted) return deleted;
  return last < 0 && !hasMetadata ? wrong : undefined;
};

/** Undefined when the stream has gone on behind this revision with other events. */
const decideAt = (
  revision: number,
  ids: readonly string[],
  last: number,
  known: KnownEvents,
): AppendDecision | undefined => {
  if (revision === last) return write;
  if (revision > last) return wrong;
  return repeated(ids, (id, index) => {
    const at = revision + 1 + index;
    return known.idAt(at) === id ? at : undefined;
  });
};

/** Undefined when the first event is not known, which makes it a new append. */
const repeated = (
  ids: readonly string[],
  find: (id: string, index: number) => number | undefined,
): AppendDecision | undefined => {
  let last: number | undefined;
  for (const [index, id] of ids.entries()) {
    const revision = find(id, index);
    if (revision === undefined) return last === undefined ? undefined : wrong;
    last = revision;
  }
  return last === undefined ? undefined : { kind: 'already-written', last };
};
