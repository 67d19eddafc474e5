import { expect, test } from 'vitest';
import { correctionOf, voidOf } from '../worked-log.ts';
import { naiveRating } from './bill.ts';
import { digestOfTexts } from './digest.ts';
import { knownAt, type BillingLog } from './known.ts';
import { monthIn } from './month.ts';
import { ownerAt } from './owner.ts';
import { billedBy } from './plan.ts';
import {
  afterRun,
  at,
  charge,
  defined,
  entryOf,
  event,
  plan,
  policy,
  priced,
  subscribed,
  tenant,
  told,
} from './worked-billing.ts';

// The naive implementation itself, by literal figures.

const used = defined({
  key: 'acme.used',
  unit: 'units',
  types: ['acme.used'],
  aggregation: 'sum',
  value: 'value',
});
const kept = defined({
  key: 'acme.kept',
  unit: 'units',
  types: ['acme.kept'],
  aggregation: 'time_weighted',
  value: 'value',
});
const use = (time: string, value: number | string, parts = {}, data = {}) =>
  at(time, 'acme.used', { value, ...data }, parts);

const linesOf = (log: BillingLog, account: string, month: string) => {
  const known = knownAt(log, tenant, log.length);
  const billed = billedBy(known, account, month);
  if (billed === undefined) return 'nothing';
  return naiveRating(known, account, billed).map(
    ({ charge: key, plan: of, segment, metered, amount, amountPrecise }) =>
      `${key} ${of} ${segment.from.slice(5, 10)}: ${metered?.quantity ?? '-'} ${amountPrecise} ${amount}`,
  );
};

test('late usage is billed by what it comes to with all before it', () => {
  const cheap = plan({ charges: [charge('acme.used', '0.001')] });
  const first = [used, ...priced([cheap]), entryOf(use('01-10', 333))];
  const january = afterRun(first, '2026-01');
  expect(january.documents.map(told)).toEqual(['user:u1 invoice 0.33\nacme.used 01-01: 333 0.33']);
  const late = [...january.log, entryOf(use('01-11', 333))];
  const february = afterRun(late, '2026-02');
  expect(february.documents.map(told)).toEqual([
    'user:u1 invoice 0.34\n2026-01 acme.used: 0.33 to 0.67, 0.34',
  ]);
  expect(afterRun(february.log, '2026-02').documents).toEqual([]);
  expect(afterRun(february.log, '2026-03').documents).toEqual([]);
});

test('a level from 5 March on is 27 days of 31', () => {
  const perMonth = { unit: { divideBy: '1', per: 'month' } } as const;
  const log = [
    used,
    kept,
    ...priced([plan({ charges: [charge('acme.kept', '0.31', perMonth)] })]),
    entryOf(at('03-05', 'acme.kept', { value: 2500 })),
  ];
  expect(linesOf(log, 'user:u1', '2026-03')).toEqual([
    'acme.kept free 03-01: 2177.419354838709677419 675 675.00',
  ]);
  expect(linesOf(log, 'user:u1', '2026-04')).toEqual(['acme.kept free 04-01: 2500 775 775.00']);
  expect(linesOf(log, 'user:u1', '2026-02')).toEqual([]);
});

test('a change of plan cuts what is rated, and prorates it', () => {
  const twice = [charge('acme.used', '1', { freeUnits: '31' })];
  const plans = [
    plan({ baseFee: '31', charges: twice }),
    plan({ key: 'pro', baseFee: '62', charges: twice }),
    plan({ key: 'team', charges: [charge('acme.used', '2')], minimumSpend: '310' }),
  ];
  const log = [
    used,
    ...priced(plans),
    subscribed('user:u1', 'pro', '03-11'),
    subscribed('user:u1', 'team', '03-21'),
    entryOf(use('03-02', 25)),
    entryOf(use('03-12', 5)),
    entryOf(use('03-21', 7)),
  ];
  expect(linesOf(log, 'user:u1', '2026-03')).toEqual([
    'base_fee free 03-01: - 10 10.00',
    'base_fee pro 03-11: - 20 20.00',
    'acme.used pro 03-01: 30 10 10.00',
    'acme.used team 03-21: 7 14 14.00',
    'plan_minimum team 03-21: - 96 96.00',
  ]);
});

test('a split fact stands with its share in the line of each payer', () => {
  const log = [
    used,
    ...priced([plan({ charges: [charge('acme.used', '1')] })]),
    policy(1, '01-10', { meters: { 'acme.used': { split: { actor: '0.25', group: '0.75' } } } }),
    policy(2, '01-20', { default: 'group_owner' }),
    entryOf(at('01-15', 'openmeet.group.created', { group: 'g1' }, { subject: 'user:u2' })),
    entryOf(use('01-05', 8, {}, { group: 'g1' })),
    entryOf(use('01-12', 8, {}, { group: 'g1' })),
    entryOf(use('01-13', 8)),
    entryOf(use('01-22', 8, {}, { group: 'g1' })),
    entryOf(use('01-23', 8, { subject: 'service:s1' })),
  ];
  expect(linesOf(log, 'user:u1', '2026-01')).toEqual(['acme.used free 01-01: 18 18 18.00']);
  expect(linesOf(log, 'group:g1', '2026-01')).toEqual(['acme.used free 01-01: 6 6 6.00']);
  expect(linesOf(log, 'user:u2', '2026-01')).toEqual(['acme.used free 01-01: 8 8 8.00']);
});

test('a file is cut where its group or the owner of its group changes', () => {
  const perHour = { unit: { divideBy: '1', per: 'hour' } } as const;
  const log = [
    ...priced([plan({ charges: [charge('storage.bytes', '1', perHour)] })]),
    policy(1, '01-01', { default: 'group_owner' }),
    entryOf(at('01-02T02:00:00Z', 'openmeet.file.attached', { fileId: 'f', group: 'g1' })),
    entryOf(
      at('01-02T03:00:00Z', 'openmeet.group.created', { group: 'g1' }, { subject: 'user:u2' }),
    ),
    entryOf(at('01-02T06:00:00Z', 'openmeet.group.left', { group: 'g1' }, { subject: 'user:u2' })),
    entryOf(at('01-02', 'openmeet.file.stored', { fileId: 'f', bytes: 10 })),
    entryOf(at('01-02T10:00:00Z', 'openmeet.file.released', { fileId: 'f' })),
  ];
  const lines = (account: string) => linesOf(log, account, '2026-01');
  expect(lines('user:u1')).toEqual(['storage.bytes free 01-01: 20 20 20.00']);
  expect(lines('user:u2')).toEqual(['storage.bytes free 01-01: 30 30 30.00']);
  expect(lines('group:g1')).toEqual(['storage.bytes free 01-01: 50 50 50.00']);
});

test('the owner is who has owned the longest without a break', () => {
  const role = (time: string, subject: string, given: string) =>
    entryOf(
      at(
        time,
        'openmeet.group.role_changed',
        { group: 'g', role: given },
        { subject, id: `${subject} ${time}` },
      ),
    );
  const log = [
    role('01-01', 'user:b', 'owner'),
    role('01-01', 'user:c', 'owner'),
    role('01-02', 'user:a', 'owner'),
    role('01-05', 'user:b', 'admin'),
    role('01-06', 'user:b', 'owner'),
    role('01-07', 'user:c', 'guest'),
    role('01-08', 'user:a', 'owner'),
    role('01-09', 'user:a', 'guest'),
    role('01-10', 'user:b', 'guest'),
    role('01-03', 'service:s', 'owner'),
  ];
  const known = knownAt(log, tenant, log.length);
  const days = [1, 2, 5, 7, 8, 9, 10].map((day) => ownerAt(known, 'g', Date.UTC(2026, 0, day)));
  const [a, b, c] = ['user:a', 'user:b', 'user:c'];
  expect(days).toEqual([b, b, c, a, a, b, undefined]);
});

test('a void takes a document away with its adjustments, and a new issue takes others off again', () => {
  const cheap = plan({ charges: [charge('acme.used', '1')] });
  const base = [used, ...priced([cheap]), entryOf(use('01-10', 5)), entryOf(use('02-10', 7))];
  const january = afterRun(base, '2026-01');
  const february = afterRun([...january.log, entryOf(use('01-11', 2))], '2026-02');
  expect(february.documents.map(told)).toEqual([
    'user:u1 invoice 9.00\nacme.used 02-01: 7 7.00\n2026-01 acme.used: 5.00 to 7.00, 2.00',
  ]);
  const voided = (log: BillingLog, number: string): BillingLog => [
    ...log,
    event('InvoiceVoided', { account: 'user:u1', number, reason: 'wrong', by: 'user:admin' }),
  ];
  const withoutJanuary = voided(february.log, '2026-01-t1-user:u1');
  expect(afterRun(withoutJanuary, '2026-03').documents).toEqual([]);
  const again = afterRun(withoutJanuary, '2026-01');
  expect(again.documents.map(told)).toEqual([
    'user:u1 invoice 5.00\nacme.used 01-01: 7 7.00\n2026-01 acme.used: 2.00 to 0.00, -2.00',
  ]);
  expect(again.documents.map(({ number }) => number)).toEqual(['2026-01-t1-user:u1-2']);
  const withoutFebruary = voided(again.log, '2026-02-t1-user:u1');
  // What stood in February for January is gone, and what was taken off in January with it is not.
  expect(afterRun(withoutFebruary, '2026-03').documents.map(told)).toEqual([
    'user:u1 invoice 2.00\n2026-01 acme.used: 5.00 to 7.00, 2.00',
  ]);
});

test('a void or a correction of a closed month gives money back', () => {
  const cheap = plan({ charges: [charge('acme.used', '1')] });
  const [one, other] = [use('01-10', 5), use('01-11', 2)];
  const january = afterRun([used, ...priced([cheap]), entryOf(one), entryOf(other)], '2026-01');
  const amended = [
    ...january.log,
    entryOf(voidOf(one)),
    entryOf(correctionOf(other, { value: '2.5' })),
  ];
  expect(afterRun(amended, '2026-02').documents.map(told)).toEqual([
    'user:u1 credit_note -4.50\n2026-01 acme.used: 7.00 to 2.50, -4.50',
  ]);
});

test('what is pinned stays, whatever is published or subscribed later', () => {
  const plans = (price: string) => [
    plan({ charges: [charge('acme.used', price)] }),
    plan({ key: 'pro' }),
  ];
  const january = afterRun([used, ...priced(plans('1')), entryOf(use('01-20', 5))], '2026-01');
  const later = [
    ...january.log,
    subscribed('user:u1', 'pro', '01-15'),
    policy(1, '01-01', { default: 'group' }),
    entryOf(use('01-21', 2, {}, { group: 'g1' })),
  ];
  expect(afterRun(later, '2026-02').documents.map(told)).toEqual([
    // The group has no document of January either, which was closed before there was a policy.
    'user:u1 invoice 2.00\n2026-01 acme.used: 5.00 to 7.00, 2.00',
  ]);
});

test('a month closed without a document is rated as when it was closed, for who used something in it', () => {
  const version = (number: number, effectiveFrom: string, price: string) => {
    const plans = [plan({ baseFee: '3', charges: [charge('acme.used', price)] })];
    const pricing = { currency: 'USD', timeZone: 'UTC', defaultPlan: 'free', graceDays: 0, plans };
    const published = { model: 'm', version: number, pricing: { ...pricing, effectiveFrom } };
    return event('PricingModelPublished', published);
  };
  const isDefault = event('DefaultModelSet', { model: 'm', from: '2025-12-01T00:00:00.000Z' });
  const cheap = [used, version(1, '2025-12-01T00:00:00.000Z', '1'), isDefault];
  const closed = afterRun(cheap, '2026-01').log;
  const dearer = [...closed, version(2, '2026-01-01T00:00:00.000Z', '9')];
  const again = afterRun(dearer, '2026-01').log;
  const by = (subject: string, time: string) => entryOf(use(time, 2, { subject, id: subject }));
  const late = [...again, by('user:u1', '01-20'), by('user:u2', '02-20')];
  expect(afterRun(late, '2026-02').documents.map(told)).toEqual([
    'user:u1 invoice 8.00\nbase_fee 02-01: 3.00\n2026-01 base_fee: 0.00 to 3.00, 3.00\n2026-01 acme.used: 0.00 to 2.00, 2.00',
    'user:u2 invoice 21.00\nbase_fee 02-01: 3.00\nacme.used 02-01: 2 18.00',
  ]);
});

test('facts behind a line are those that count in it, with their amendments', () => {
  const perHour = { unit: { divideBy: '1', per: 'hour' } } as const;
  const charges = [charge('acme.used', '1'), charge('acme.kept', '1', perHour)];
  const [one, other, gone] = [use('01-10', 5), use('02-01', 2), use('01-11', 1)];
  const level = (time: string, value: number) => at(time, 'acme.kept', { value });
  const log = [
    used,
    kept,
    ...priced([plan({ charges })]),
    ...[one, other, gone, voidOf(gone), correctionOf(one, { value: 3 })].map(entryOf),
    ...[level('01-05', 1), level('01-06', 0), level('02-01', 2), level('02-02', 0)].map(entryOf),
  ];
  const behind = (month: string) => {
    const known = knownAt(log, tenant, log.length);
    const billed = billedBy(known, 'user:u1', month);
    const lines = billed === undefined ? [] : naiveRating(known, 'user:u1', billed);
    return lines.map(({ metered }) => metered?.behind.map(({ id }) => id));
  };
  expect(behind('2026-01')).toEqual([
    ['acme.used at 01-10', 'correction of acme.used at 01-10'],
    ['acme.kept at 01-05', 'acme.kept at 01-06'],
  ]);
  expect(behind('2026-02')).toEqual([
    ['acme.used at 02-01'],
    ['acme.kept at 02-01', 'acme.kept at 02-02'],
  ]);
  expect(behind('2026-03')).toEqual([['acme.kept at 02-02']]);
});

test('months are cut at midnights of the zone, or the first instant after', () => {
  const starts = (month: string, zone: string) => monthIn(month, zone).from;
  expect(starts('2026-03', 'Asia/Kathmandu')).toBe('2026-02-28T18:15:00.000Z');
  expect(starts('2026-04', 'Europe/Berlin')).toBe('2026-03-31T22:00:00.000Z');
  // Midnight was skipped, came twice, and came again after a minute of the new month.
  expect(starts('2017-10', 'America/Asuncion')).toBe('2017-10-01T04:00:00.000Z');
  expect(starts('2020-11', 'America/Havana')).toBe('2020-11-01T04:00:00.000Z');
  expect(starts('2009-11', 'America/St_Johns')).toBe('2009-11-01T02:30:00.000Z');
  expect(monthIn('2026-12', 'UTC').to).toBe('2027-01-01T00:00:00.000Z');
});

test('the tree is that of RFC 9162', () => {
  // The hash of nothing, of one empty leaf, and of the eight leaves that implementations of RFC 6962 are tested with.
  expect(digestOfTexts([])).toBe(
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  );
  expect(digestOfTexts([''])).toBe(
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  );
  const bytes = ['', '\u0000', '\u0010', ' !', '01', '@ABC', 'PQRSTUVW', '`abcdefghijklmno'];
  expect(digestOfTexts(bytes)).toBe(
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  );
});
