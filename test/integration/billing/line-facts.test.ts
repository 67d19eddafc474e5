import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { BillingDocument, Line } from '../../../domain/billing/document.ts';
import type { JsonObject } from '../../../domain/event-log.ts';
import { lineFacts, type LineFact } from '../../../infra/billing/line-facts.ts';
import { preview } from '../../../infra/billing/preview.ts';
import { oneMoment } from '../../../infra/postgres/one-moment.ts';
import { billedLog } from '../../support/billing/billed-log.ts';
import { madeFact } from '../../support/facts.ts';
import { useReadModels, type Opened } from '../projections/use-read-models.ts';

const models = useReadModels();
const tenant = 't1';
const from = '2020-01-01T00:00:00.000Z';

const pricing: JsonObject = {
  currency: 'USD',
  timeZone: 'UTC',
  effectiveFrom: from,
  defaultPlan: 'basic',
  graceDays: 0,
  plans: [
    {
      key: 'basic',
      baseFee: '0',
      quotas: [],
      charges: [
        {
          key: 'requests',
          meter: 'api.requests',
          model: { kind: 'standard', unitAmount: '0.01' },
        },
        {
          key: 'storage',
          meter: 'storage.bytes',
          unit: { divideBy: '1', per: 'month' },
          model: { kind: 'standard', unitAmount: '0.01' },
        },
      ],
    },
  ],
};

const opened = async () => {
  const { db } = await models.open();
  const log = billedLog(db);
  const model = { tenant, model: 'm' };
  log.ledgerEvent('ledger_pricing-t1.m', 'PricingModelPublished', {
    ...model,
    version: 1,
    pricing,
  });
  log.ledgerEvent('ledger_pricing-t1.', 'DefaultModelSet', { ...model, from });
  return { db, log };
};

const at = (time: string): number => Date.parse(`2026-${time}:00Z`);
const rollup = (id: string, count: number, time: string) =>
  madeFact({
    id,
    type: 'openmeet.api.rollup',
    at: at(time),
    data: { count, durationMs: 1 },
  });
const file = (id: string, type: string, time: string, data: JsonObject) =>
  madeFact({ id, type: `openmeet.file.${type}`, at: at(time), data: { fileId: 'f', ...data } });
const amended = (target: ReturnType<typeof rollup>, id: string, data?: JsonObject) =>
  madeFact({
    id,
    at: target.at,
    type: data === undefined ? 'usage.voided' : 'usage.corrected',
    data: {
      target: { source: target.source, id: target.id },
      reason: 'wrong',
      by: 'operator',
      ...(data === undefined ? {} : { data }),
    },
  });

const sha = (...parts: readonly (string | Buffer)[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** RFC 9162, as it is written there. */
const rootOf = (leaves: readonly Buffer[]): Buffer => {
  const [only] = leaves;
  if (only === undefined) return sha();
  if (leaves.length === 1) return only;
  let left = 1;
  while (left * 2 < leaves.length) left *= 2;
  return sha('\u0001', rootOf(leaves.slice(0, left)), rootOf(leaves.slice(left)));
};

const digestOf = (facts: readonly LineFact[]): string =>
  rootOf(
    facts.map(({ contentHash, id, sequence, source }) =>
      sha('\0', JSON.stringify({ contentHash, id, sequence: String(sequence), source, tenant })),
    ),
  ).toString('hex');

/** All facts behind a line, by pages of two. */
const factsOf = async (
  db: Opened['db'],
  document: BillingDocument,
  { line }: Line,
): Promise<readonly LineFact[]> => {
  const all: LineFact[] = [];
  for (;;) {
    const after = all.at(-1)?.sequence ?? 0n;
    const page = await oneMoment(db, (moment) =>
      lineFacts(moment, { document, line, after, limit: 2 }),
    );
    all.push(...page);
    if (page.length < 2) return all;
  }
};

const linesOf = ({ lines, adjustments }: BillingDocument): readonly Line[] => [
  ...lines,
  ...adjustments.flatMap((adjustment) => adjustment.lines),
];

test('the facts behind each line give its digest, whatever the log said since', async () => {
  const { db, log } = await opened();
  const [first, second, voided] = [
    rollup('1', 100, '01-03T10:00'),
    rollup('2', 50, '01-04T10:00'),
    rollup('3', 7, '01-05T10:00'),
  ];
  log.fact(
    file('s', 'stored', '01-01T12:00', { bytes: 3100, group: 'g' }),
    // It comes before what it corrects.
    amended(second, 'c', { count: 60, durationMs: 1 }),
    first,
    voided,
    second,
    amended(voided, 'v'),
    file('a', 'attached', '01-20T00:00', { group: 'h' }),
  );
  const [january] = (await log.run({ tenant, month: '2026-01' })).documents;
  log.fact(
    amended(first, 'v1'),
    rollup('4', 9, '01-06T10:00'),
    file('r', 'released', '01-10T00:00', {}),
    amended(second, 'c2', { count: 1, durationMs: 1 }),
  );
  const [february] = (await log.run({ tenant, month: '2026-02' })).documents;
  log.fact(amended(rollup('4', 9, '01-06T10:00'), 'v4'));
  await log.project();

  expect(january?.lines.map(({ charge, facts, quantity }) => [charge, facts, quantity])).toEqual([
    ['requests', '3', '160'],
    ['storage', '2', '3050'],
  ]);
  expect(
    february?.adjustments[0]?.lines.map((line) => [line.charge, line.facts, line.now]),
  ).toEqual([
    ['requests', '4', '0.10'],
    ['storage', '3', '8.50'],
  ]);
  let lines = 0;
  for (const document of [january, february]) {
    if (document === undefined) continue;
    for (const line of linesOf(document)) {
      const facts = await factsOf(db, document, line);
      expect(String(facts.length)).toBe(line.facts);
      expect(digestOf(facts)).toBe(line.factsDigest);
      lines += 1;
    }
  }
  expect(lines).toBe(4);
  const [requests] = january?.lines ?? [];
  if (january === undefined || requests === undefined) throw new Error('nothing was billed');
  const behind = await factsOf(db, january, requests);
  expect(behind.map(({ id, type }) => [id, type])).toEqual([
    ['c', 'usage.corrected'],
    ['1', 'openmeet.api.rollup'],
    ['2', 'openmeet.api.rollup'],
  ]);
});

test('a preview is what a run bills then, of a month that goes on levels up to now', async () => {
  const { db, log } = await opened();
  log.fact(file('s', 'stored', '01-01T00:00', { bytes: 3100 }), rollup('1', 100, '01-03T10:00'));
  await log.project();
  const asked = { tenant, account: 'user:u1', month: '2026-01' };
  const seen = (now: number, month = asked.month) =>
    oneMoment(db, (moment) => preview(moment, { ...asked, month, now }));
  const after = (await seen(at('02-05T00:00')))?.draft;
  const half = (await seen(at('01-16T12:00')))?.draft;
  expect(half?.lines.map(({ charge, quantity }) => [charge, quantity])).toEqual([
    ['requests', '100'],
    ['storage', '1550'],
  ]);
  const [document] = (await log.run({ tenant, month: '2026-01' })).documents;
  expect(after?.lines).toEqual(document?.lines);
  expect(after?.total).toBe(document?.total);
  log.fact(amended(rollup('1', 100, '01-03T10:00'), 'v'));
  await log.project();
  const billed = await seen(at('02-06T00:00'));
  expect(billed).toMatchObject({ invoice: document?.number, billed: '32.00' });
  expect(billed).toMatchObject({ draft: { total: '31.00', adjustments: [] } });
  expect(await seen(at('02-06T00:00'), '2026-02')).toMatchObject({
    draft: { adjustments: [{ period: { month: '2026-01' }, amount: '-1.00' }] },
    billed: undefined,
  });
});
