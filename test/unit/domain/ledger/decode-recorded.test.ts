import { describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../../../domain/event-log.ts';
import { decodeRecorded } from '../../../../domain/ledger/decode-recorded.ts';
import {
  conflictEventOf,
  eventOf,
  factOf,
  madeFact,
  namespace,
  recordedFact,
} from '../../../support/facts.ts';

const fact = madeFact();
const other = madeFact({ data: { fileId: 'f2' } });
const event = eventOf(fact, 5n);
const conflict = conflictEventOf(other, fact, 6n);

const pathsOf = (broken: RecordedEvent): readonly string[] => {
  const result = decodeRecorded(namespace, broken);
  return result._tag === 'Left' ? result.left.map(({ path }) => path) : [];
};

const withData = ({ data, ...rest }: RecordedEvent, parts: object): RecordedEvent => ({
  ...rest,
  data: { ...(data as object), ...parts },
});

test('a fact comes out of the log as it went in', () => {
  const { contentHash, position, recordedAt } = recordedFact(fact, 5n);
  expect(decodeRecorded(namespace, event)).toMatchObject({
    right: { kind: 'fact', recorded: { fact, contentHash, position, recordedAt } },
  });
});

test('a type that is unknown here is kept as it is', () => {
  const unknown = eventOf(factOf('acme.printed', { pages: [1, null] }), 5n);
  expect(decodeRecorded(namespace, unknown)).toMatchObject({
    right: { recorded: { fact: { type: 'acme.printed', data: { pages: [1, null] } } } },
  });
});

test('a fact may have the name of a ledger event: the stream says which it is', () => {
  const odd = eventOf(factOf('FactConflicted', {}), 5n);
  expect(decodeRecorded(namespace, odd)).toMatchObject({ right: { kind: 'fact' } });
});

describe('an event that would make every figure after it wrong', () => {
  test.each<[string, RecordedEvent, readonly string[]]>([
    ['no metadata', { ...event, metadata: undefined }, ['/metadata']],
    ['no time of record', { ...event, metadata: {} }, ['/metadata/recordedAt']],
    ['bytes', { ...event, data: new Uint8Array([1, 2, 3]) }, ['/tenant', '/source']],
    ['a text', { ...event, data: 'text' }, ['']],
    ['a key that is unknown here', withData(event, { amends: 'x' }), ['/amends']],
    ['a subject that is none', withData(event, { subject: 'u1' }), ['/subject']],
    ['a time that is none', withData(event, { time: '2026-02-30T00:00:00Z' }), ['/time']],
    ['data that its type forbids', withData(event, { data: { fileId: 7 } }), ['/data/fileId']],
    ['a ledger event of another name', { ...conflict, type: 'Unheard' }, ['/type']],
    ['a name that every object has', { ...conflict, type: 'toString' }, ['/type']],
    ['a conflict without a hash', withData(conflict, { refusedHash: 7 }), ['/data/refusedHash']],
    ['a conflict of nothing', withData(conflict, { refused: {} }), ['/data/refused/type']],
    ['a stream of another namespace', { ...event, stream: 'other_usage-t.u.202601' }, ['/type']],
  ])('%s', (_, broken, paths) => {
    expect(pathsOf(broken)).toEqual(expect.arrayContaining([...paths]));
  });
});
