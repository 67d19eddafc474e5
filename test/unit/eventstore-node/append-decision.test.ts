import { describe, expect, it } from 'vitest';
import {
  decideAppend,
  type AppendDecision,
  type ExpectedRevision,
  type StreamState,
} from '../../../infra/eventstore-node/append-decision.ts';

const write = { kind: 'write' } as const;
const wrong = { kind: 'wrong-expected-revision' } as const;
const deleted = { kind: 'stream-deleted' } as const;
const known = (last: number) => ({ kind: 'already-written', last }) as const;

type Case = readonly [
  what: string,
  events: readonly string[],
  expected: ExpectedRevision,
  ids: readonly string[],
  decision: AppendDecision,
  state?: Partial<StreamState>,
];

const newStream: readonly Case[] = [
  ['any', [], 'any', ['a'], write],
  ['no stream', [], 'no_stream', ['a'], write],
  ['a stream', [], 'stream_exists', ['a'], wrong],
  ['a stream, and it has metadata', [], 'stream_exists', ['a'], write, { hasMetadata: true }],
  ['a revision', [], 0, ['a'], wrong],
];

const existingStream: readonly Case[] = [
  ['any', ['a', 'b'], 'any', ['c'], write],
  ['a stream', ['a', 'b'], 'stream_exists', ['c'], write],
  ['no stream', ['a', 'b'], 'no_stream', ['c'], wrong],
  ['its revision', ['a', 'b'], 1, ['c'], write],
  ['an earlier revision', ['a', 'b'], 0, ['c'], wrong],
  ['a later revision', ['a', 'b'], 2, ['c'], wrong],
];

const repeats: readonly Case[] = [
  ['any', ['a', 'b', 'c'], 'any', ['b', 'c'], known(2)],
  ['any, of the beginning', ['a', 'b', 'c'], 'any', ['a', 'b'], known(1)],
  ['a stream', ['a', 'b'], 'stream_exists', ['b'], known(1)],
  ['no stream', ['a', 'b'], 'no_stream', ['a', 'b'], known(1)],
  ['the revision before', ['a', 'b', 'c'], 0, ['b', 'c'], known(2)],
  ['the revision before, of the first', ['a', 'b', 'c'], 0, ['b'], known(1)],
  ['the revision it is at now, so that it is no repeat', ['a', 'b'], 1, ['b'], write],
  ['a revision that the ids do not follow', ['a', 'b', 'c'], 0, ['c'], wrong],
];

const partlyKnown: readonly Case[] = [
  ['any', ['a', 'b'], 'any', ['b', 'c'], wrong],
  ['any, and the first is new', ['a', 'b'], 'any', ['c', 'a'], write],
  ['a stream', ['a', 'b'], 'stream_exists', ['a', 'x'], wrong],
  ['no stream', ['a', 'b'], 'no_stream', ['a', 'x'], wrong],
  ['a revision, and there is more than the log has', ['a', 'b'], 0, ['b', 'c'], wrong],
];

const nothing: readonly Case[] = [
  ['any', ['a'], 'any', [], write],
  ['its revision', ['a'], 0, [], write],
  ['an earlier revision', ['a', 'b'], 0, [], wrong],
];

const gone: readonly Case[] = [
  ['any, tombstoned', ['a'], 'any', ['b'], deleted, { isTombstoned: true }],
  ['any, tombstoned, known', ['a'], 'any', ['a'], deleted, { isTombstoned: true }],
  ['its revision, tombstoned', ['a'], 0, ['b'], deleted, { isTombstoned: true }],
  ['any, deleted', ['a'], 'any', ['b'], write, { isSoftDeleted: true }],
  ['no stream, deleted', ['a'], 'no_stream', ['b'], write, { isSoftDeleted: true }],
  ['no stream, deleted, known', ['a'], 'no_stream', ['a'], known(0), { isSoftDeleted: true }],
  ['a stream, deleted', ['a'], 'stream_exists', ['b'], deleted, { isSoftDeleted: true }],
  ['its revision, deleted', ['a'], 0, ['b'], write, { isSoftDeleted: true }],
];

const decide = (
  events: readonly string[],
  expected: ExpectedRevision,
  ids: readonly string[],
  state: Partial<StreamState> = {},
) =>
  decideAppend(
    expected,
    ids,
    {
      last: events.length - 1,
      isTombstoned: false,
      isSoftDeleted: false,
      hasMetadata: false,
      ...state,
    },
    {
      idAt: (revision) => events[revision],
      revisionOf: (id) => (events.includes(id) ? events.indexOf(id) : undefined),
    },
  );

describe.each([
  ['to a new stream, expecting', newStream],
  ['to an existing stream, expecting', existingStream],
  ['of events that are all known, expecting', repeats],
  ['of which some are known, expecting', partlyKnown],
  ['of no events, expecting', nothing],
  ['to a stream that is gone, expecting', gone],
])('an append %s', (_, cases) => {
  for (const [what, events, expected, ids, decision, state] of cases) {
    it(what, () => {
      expect(decide(events, expected, ids, state)).toEqual(decision);
    });
  }
});
