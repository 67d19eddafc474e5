import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../domain/event-log.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import { conflictOf, type LogEntry } from '../../../domain/ledger/recorded.ts';
import { recordedFacts, inMemory } from '../../property/in-memory.ts';
import { factOf, madeFact, recordedAt, recordedFact } from '../../support/facts.ts';

const rowsAfter = (table: string, ...facts: Parameters<typeof recordedFacts>[0]) =>
  inMemory([recordedFacts(facts)]).texts()[table];

const amending = ({ source, id }: Fact) => ({
  target: { source, id },
  reason: 'sent twice',
  by: 'user:admin',
});
const voidOf = (fact: Fact): Fact => ({
  ...fact,
  id: `void of ${fact.id}`,
  type: 'usage.voided',
  data: amending(fact),
});
const correctionOf = (fact: Fact, data: JsonObject): Fact => ({
  ...fact,
  id: `correction of ${fact.id}`,
  type: 'usage.corrected',
  data: { ...amending(fact), data },
});

const at = Date.UTC(2026, 0, 15, 9, 44, 59, 999);
const quarterHour = Date.UTC(2026, 0, 15, 9, 30);
const day = Date.UTC(2026, 0, 15);

describe('usage', () => {
  const message = factOf('openmeet.message.sent', { channel: 'chat', group: 'g1' }, { at });

  test('lies in the quarter-hour and in the day in which it happened', () => {
    expect(rowsAfter('usage_by_quarter_hour', message)).toEqual([
      `"t1" "user:u1" "messages.sent" ${quarterHour} "g1" "" 1 1`,
    ]);
    expect(rowsAfter('usage_by_day', message)).toEqual([
      `"t1" "user:u1" "messages.sent" ${day} "g1" "" 1 1`,
    ]);
  });

  test('counts for who did it and for the group', () => {
    expect(rowsAfter('accounts', message, madeFact({ id: '2' }))).toEqual([
      '"t1" "group:g1" 1',
      '"t1" "user:u1" 2',
    ]);
  });
});

describe('memberships', () => {
  test.each([
    ['who did it', {}, 'user:u1'],
    ['whom it names', { member: 'user:u9' }, 'user:u9'],
  ])('are of %s', (_, data, member) => {
    const fact = factOf('openmeet.group.joined', { group: 'g1', ...data }, { at });
    expect(rowsAfter('memberships', fact)).toEqual([`"t1" "g1" "${member}" "member"`]);
    expect(rowsAfter('membership_claims', fact)).toEqual([
      `"t1" "g1" "${member}" 1 1 "joined" ${at} "/app" "1" ""`,
    ]);
  });

  test('of those who left have no role', () => {
    const left = factOf('openmeet.group.left', { group: 'g1' }, { at });
    expect(rowsAfter('memberships', left)).toEqual(['"t1" "g1" "user:u1" ""']);
  });

  test('of whom nothing is said any more are gone', () => {
    const joined = factOf('openmeet.group.joined', { group: 'g1', role: 'admin' });
    expect(rowsAfter('memberships', joined, voidOf(joined))).toEqual([]);
    expect(rowsAfter('membership_claims', joined, voidOf(joined))).toEqual([
      `"t1" "g1" "user:u1" 1 1 "joined" ${joined.at} "/app" "1" "admin"`,
      '"t1" "g1" "user:u1" 1 2 "gone" 0 "" "" ""',
    ]);
  });

  test('move with a correction', () => {
    const joined = factOf('openmeet.group.joined', { group: 'g1', role: 'admin' });
    const corrected = correctionOf(joined, { group: 'g2', member: 'user:u9' });
    expect(rowsAfter('memberships', joined, corrected)).toEqual(['"t1" "g2" "user:u9" "member"']);
    expect(rowsAfter('membership_claims', joined, corrected)).toEqual([
      `"t1" "g1" "user:u1" 1 1 "joined" ${joined.at} "/app" "1" "admin"`,
      '"t1" "g1" "user:u1" 1 2 "gone" 0 "" "" ""',
      `"t1" "g2" "user:u9" 1 2 "joined" ${joined.at} "/app" "1" ""`,
    ]);
  });
});

describe('storage', () => {
  const stored = factOf('openmeet.file.stored', { fileId: 'f1', bytes: '10.0', group: 'g1' });
  const attached = factOf('openmeet.file.attached', { fileId: 'f1', group: 'g2' }, { id: '2', at });
  const released = factOf('openmeet.file.released', { fileId: 'f1' }, { id: '3', at: at + 1 });

  test('keeps what is said about a file, a row for each fact', () => {
    expect(rowsAfter('storage_claims', stored, attached, released)).toEqual([
      `"t1" "f1" 1 1 "stored" ${stored.at} "/app" "1" "user:u1" "g1" 10`,
      `"t1" "f1" 2 2 "attached" ${at} "/app" "2" "" "g2" 0`,
      `"t1" "f1" 3 3 "released" ${at + 1} "/app" "3" "" "" 0`,
    ]);
  });

  test('keeps what was said before it was corrected or taken back, and since when', () => {
    const smaller = correctionOf(stored, { fileId: 'f1', bytes: 7 });
    const elsewhere = { ...correctionOf(stored, { fileId: 'f2', bytes: 7 }), id: 'another' };
    expect(rowsAfter('storage_claims', stored, smaller, elsewhere, voidOf(stored))).toEqual([
      `"t1" "f1" 1 1 "stored" ${stored.at} "/app" "1" "user:u1" "g1" 10`,
      `"t1" "f1" 1 2 "stored" ${stored.at} "/app" "1" "user:u1" "" 7`,
      '"t1" "f1" 1 3 "gone" 0 "" "" "" "" 0',
      `"t1" "f2" 1 3 "stored" ${stored.at} "/app" "1" "user:u1" "" 7`,
      '"t1" "f2" 1 4 "gone" 0 "" "" "" "" 0',
    ]);
  });

  test('says of a fact that came after its amendment what is right at once', () => {
    const smaller = correctionOf(stored, { fileId: 'f1', bytes: 7 });
    expect(rowsAfter('storage_claims', smaller, stored)).toEqual([
      `"t1" "f1" 2 2 "stored" ${stored.at} "/app" "1" "user:u1" "" 7`,
    ]);
    expect(rowsAfter('storage_claims', voidOf(stored), stored)).toEqual([]);
  });

  test('moves levels where a file comes, goes over and ends', () => {
    expect(rowsAfter('storage_changes', stored, attached, released)).toEqual([
      `"t1" "group:g1" ${stored.at} 10`,
      `"t1" "group:g1" ${at} -10`,
      `"t1" "group:g2" ${at} 10`,
      `"t1" "group:g2" ${at + 1} -10`,
      `"t1" "user:u1" ${stored.at} 10`,
      `"t1" "user:u1" ${at + 1} -10`,
    ]);
    // What comes and goes within a day is no step of the day.
    expect(rowsAfter('storage_days', stored, attached, released)).toEqual([]);
    expect(rowsAfter('storage_days', stored)).toEqual([
      `"t1" "group:g1" ${day} 10`,
      `"t1" "user:u1" ${day} 10`,
    ]);
  });

  test.each([
    ['storage_changes', []],
    ['storage_days', []],
    ['storage_anomalies', []],
  ])('leaves nothing in %s of a file that was voided', (table, rows) => {
    expect(rowsAfter(table, stored, voidOf(stored))).toEqual(rows);
  });

  test('shows what stays without its store', () => {
    expect(rowsAfter('storage_anomalies', stored, attached, released, voidOf(stored))).toEqual([
      `"t1" "attached_unknown" "/app" "2" ${at} "file f1"`,
      `"t1" "released_unknown" "/app" "3" ${at + 1} "file f1"`,
    ]);
  });

  test('lets the next store count where the first is voided', () => {
    const again = { ...stored, id: '4', at, data: { fileId: 'f1', bytes: 3 } };
    expect(rowsAfter('storage_anomalies', stored, again)).toEqual([
      `"t1" "stored_again" "/app" "4" ${at} "file f1"`,
    ]);
    expect(rowsAfter('storage_anomalies', stored, again, voidOf(stored))).toEqual([]);
    expect(rowsAfter('storage_changes', stored, again, voidOf(stored))).toEqual([
      `"t1" "user:u1" ${at} 3`,
    ]);
  });

  test('moves what is odd with a correction from one file to another', () => {
    const corrected = correctionOf(released, { fileId: 'f2' });
    expect(rowsAfter('storage_anomalies', released, corrected)).toEqual([
      `"t1" "released_unknown" "/app" "3" ${at + 1} "file f2"`,
    ]);
  });

  test.each([
    ['who took it', {}, 'user:u1'],
    ['the group it names', { group: 'g1' }, 'group:g1'],
  ])('keeps a reading as one of %s', (_, data, account) => {
    const measured = factOf('openmeet.storage.measured', { bytes: '7.0', ...data });
    expect(rowsAfter('storage_readings', measured)).toEqual([
      `"t1" "${account}" ${measured.at} 1 "/app" "1" 7`,
    ]);
    expect(rowsAfter('storage_readings', measured, voidOf(measured))).toEqual([]);
    expect(rowsAfter('storage_readings', measured, correctionOf(measured, { bytes: 8 }))).toEqual([
      `"t1" "user:u1" ${measured.at} 1 "/app" "1" 8`,
    ]);
  });
});

describe('amendments', () => {
  const message = factOf('openmeet.message.sent', { channel: 'chat', group: 'g1' }, { at });

  test('take a fact out of every sum', () => {
    const after = inMemory([recordedFacts([message, voidOf(message)])]).texts();
    expect(after['usage_by_quarter_hour']).toEqual([]);
    expect(after['usage_by_day']).toEqual([]);
    expect(after['accounts']).toEqual([]);
    expect(after['fact_counts']).toEqual(['"t1" "usage.voided" 1']);
  });

  test('count a corrected fact by its right data', () => {
    const corrected = correctionOf(message, { channel: 'chat', group: 'g2' });
    const after = inMemory([recordedFacts([message, corrected])]).texts();
    expect(after['usage_by_day']).toEqual([`"t1" "user:u1" "messages.sent" ${day} "g2" "" 1 1`]);
    expect(after['accounts']).toEqual(['"t1" "group:g2" 1', '"t1" "user:u1" 1']);
    expect(after['fact_counts']).toEqual([
      '"t1" "openmeet.message.sent" 1',
      '"t1" "usage.corrected" 1',
    ]);
  });

  test('are kept under the fact they name, known or not', () => {
    const corrected = correctionOf(message, { b: 1, a: [] });
    expect(rowsAfter('amendments', voidOf(message), corrected)).toEqual([
      `"t1" "/app" "1" 1 "/app" "void of 1" "voided" "user:u1" "" ${at} "" "sent twice" "user:admin" "${recordedAt}"`,
      `"t1" "/app" "1" 2 "/app" "correction of 1" "corrected" "user:u1" "" ${at} "{\\"a\\":[],\\"b\\":1}" "sent twice" "user:admin" "${recordedAt}"`,
    ]);
  });

  test.each([
    ['the group of the right data', { channel: 'chat', group: 'g2' }, 'g2'],
    ['none where that is no name', { channel: 'chat', group: 'g'.repeat(3_000) }, ''],
  ])('are kept with %s', (_, data, group) => {
    const [row = ''] = rowsAfter('amendments', correctionOf(message, data)) ?? [];
    expect(row).toContain(`"corrected" "user:u1" "${group}" ${at}`);
  });

  test.each([
    ['while their fact is not known', [voidOf(message)], ['amendment_pending']],
    ['no longer when it comes and they fit', [voidOf(message), message], []],
    ['not where they fit at once', [message, voidOf(message)], []],
    [
      'where they do not fit',
      [message, correctionOf(message, { channel: 'sms' })],
      ['amendment_unfit'],
    ],
    [
      'where they waited and do not fit',
      [correctionOf(message, { channel: 'sms' }), message],
      ['amendment_unfit'],
    ],
  ])('are shown as odd %s', (_, facts, kinds) => {
    const id = facts.find(({ type }) => type.startsWith('usage.'))?.id ?? '';
    expect(rowsAfter('amendment_anomalies', ...facts)).toEqual(
      kinds.map((kind) => `"t1" "${kind}" "/app" "${id}" ${at} "of 1 from /app"`),
    );
  });
});

test('a conflict is kept with the whole of what was refused', () => {
  const refused = recordedFact(factOf('acme.printed', { b: 1, a: [] }), 7n);
  const models = inMemory([[{ kind: 'ledger', recorded: conflictOf(refused, 'counting') }]]);
  const content =
    '{"data":{"a":[],"b":1},"subject":"user:u1","time":"2026-01-15T09:30:00.000Z","type":"acme.printed"}';
  expect(models.texts()['conflicts']).toEqual([
    `"t1" "/app" "1" "${refused.contentHash}" 7 "${recordedAt}" ${JSON.stringify(content)}`,
  ]);
  expect(models.texts()['accounts']).toEqual([]);
});

describe('meters of tenants', () => {
  const meter = {
    key: 'prints',
    unit: 'print',
    types: ['acme.printed'],
    aggregation: 'count',
  } as const;
  const place = (sequence: bigint) => ({ sequence, position: sequence * 10n, recordedAt });
  const defined = (sequence: bigint, unit: string): LogEntry => ({
    kind: 'ledger',
    recorded: {
      ...place(sequence),
      type: 'MeterDefined',
      data: { tenant: 't1', meter: { ...meter, unit } },
    },
  });
  const retired = (sequence: bigint): LogEntry => ({
    kind: 'ledger',
    recorded: { ...place(sequence), type: 'MeterRetired', data: { tenant: 't1', key: 'prints' } },
  });

  test.each([
    ['one batch', (log: readonly LogEntry[]) => [log]],
    ['a batch each', (log: readonly LogEntry[]) => log.map((entry) => [entry])],
  ])('are as they were first defined, and retired once, in %s', (_, cut) => {
    const log = [defined(1n, 'print'), defined(2n, 'page'), retired(3n), retired(4n)];
    const { meters, retired_meters } = inMemory(cut(log)).texts();
    expect(meters).toEqual([expect.stringMatching(/^"t1" "prints" 1 .*\\"unit\\":\\"print\\"/)]);
    expect(retired_meters).toEqual(['"t1" "prints" 3']);
  });
});
