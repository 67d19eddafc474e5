import { describe, expect, test } from 'vitest';
import { conflictOf } from '../../../domain/ledger/recorded.ts';
import { recordedFacts, inMemory } from '../../property/in-memory.ts';
import { factOf, madeFact, recordedAt, recordedFact } from '../../support/facts.ts';

const rowsAfter = (table: string, ...facts: Parameters<typeof recordedFacts>[0]) =>
  inMemory([recordedFacts(facts)]).texts()[table];

const at = Date.UTC(2026, 0, 15, 9, 44, 59, 999);
const quarterHour = Date.UTC(2026, 0, 15, 9, 30);
const day = Date.UTC(2026, 0, 15);

describe('usage', () => {
  const message = factOf('openmeet.message.sent', { channel: 'chat', group: 'g1' }, { at });

  test('lies in the quarter-hour and in the day in which it happened', () => {
    expect(rowsAfter('usage_by_quarter_hour', message)).toEqual([
      `"t1" "user:u1" "messages.sent" ${quarterHour} "g1" 1 1`,
    ]);
    expect(rowsAfter('usage_by_day', message)).toEqual([
      `"t1" "user:u1" "messages.sent" ${day} "g1" 1 1`,
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
  const joined = { at, source: '/app', id: '1' };

  test.each([
    ['who did it', {}, 'user:u1'],
    ['whom it names', { member: 'user:u9' }, 'user:u9'],
  ])('are of %s', (_, data, member) => {
    const fact = factOf('openmeet.group.joined', { group: 'g1', ...data }, { at });
    const history = JSON.stringify([{ kind: 'joined', ...joined }]);
    expect(rowsAfter('memberships', fact)).toEqual([`"t1" "g1" "${member}" "member" ${history}`]);
  });

  test('of those who left have no role', () => {
    const left = factOf('openmeet.group.left', { group: 'g1' }, { at });
    expect(rowsAfter('memberships', left)?.[0]).toMatch(/^"t1" "g1" "user:u1" "" /);
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
