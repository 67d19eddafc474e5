import { factsInBatch } from './repeated-history.ts';

/** The month that is billed: all facts lie in it. */
export const month = '2026-01';
export const monthFrom = Date.UTC(2026, 0, 1);
export const monthTo = Date.UTC(2026, 1, 1);

const factsOfAccount = 100;
const accountsInGroup = 20;
const apartMs = (monthTo - monthFrom) / factsOfAccount;
// Prime, so that accounts that are neighbours are apart in time.
const strideMs = 7_919_173;

/** How many accounts so many facts are of. */
export const accountsOf = (facts: number): number => Math.ceil(facts / factsOfAccount);

type Made = readonly [type: string, data: object];

const stored = (file: string, bytes: number): Made => [
  'openmeet.file.stored',
  { fileId: file, bytes },
];
const message = (length: number): Made => ['openmeet.message.sent', { channel: 'chat', length }];
const request = (durationMs: number): Made => [
  'openmeet.api.request',
  { method: 'GET', route: '/groups/:id', status: 200, durationMs },
];

/** Of twenty facts four store a file, one shares one, one releases one; the others are requests and messages. */
const madeAs = (account: number, nth: number): Made => {
  const kind = (account + nth) % 20;
  if (kind % 5 === 0) return stored(`f${account}-${nth}`, 1_000_000 + account * nth);
  // Four before it the account stored a file, but for its very first facts.
  const before = { fileId: `f${account}-${nth - 4}` };
  if (kind === 9 && nth >= 4) return ['openmeet.file.shared', before];
  if (kind === 19 && nth >= 4) return ['openmeet.file.released', before];
  return kind % 2 === 0 || kind === 19 ? request(nth) : message(nth);
};

/** The n-th of so many facts, as a CloudEvent: those of all accounts in turn, each account's in the order of time. */
const madeFact = (n: number, accounts: number) => {
  const account = n % accounts;
  const nth = Math.floor(n / accounts);
  const [type, data] = madeAs(account, nth);
  const isInGroup = nth % 3 === 0;
  return {
    specversion: '1.0',
    id: `made-${n}`,
    source: 'urn:bench',
    type,
    subject: `user:u${account}`,
    time: new Date(
      monthFrom + nth * apartMs + ((account * strideMs) % Math.floor(apartMs)),
    ).toISOString(),
    data: isInGroup ? { ...data, group: `g${Math.floor(account / accountsInGroup)}` } : data,
  };
};

/** Which facts are in each batch, as the number of the first one. */
export const batchStarts = (facts: number): readonly number[] =>
  Array.from({ length: Math.ceil(facts / factsInBatch) }, (_, batch) => batch * factsInBatch);

/** The body of one batch: made when it is sent, since all together would fill the memory. */
export const bodyFrom = (start: number, facts: number): string => {
  const accounts = accountsOf(facts);
  const length = Math.min(factsInBatch, facts - start);
  return JSON.stringify(Array.from({ length }, (_, index) => madeFact(start + index, accounts)));
};

/** What the month costs: every fact is behind one line. */
export const prices = {
  currency: 'USD',
  timeZone: 'UTC',
  effectiveFrom: '2026-01-01T00:00:00Z',
  defaultPlan: 'standard',
  graceDays: 3,
  plans: [
    {
      key: 'standard',
      // A fee for being there would be owed by groups, too.
      baseFee: '0',
      quotas: [],
      charges: [
        {
          key: 'storage',
          meter: 'storage.bytes',
          unit: { divideBy: '1000000', per: 'month' },
          freeUnits: '1',
          model: {
            kind: 'graduated',
            tiers: [
              { upTo: '5', unitAmount: '0.20' },
              { upTo: null, unitAmount: '0.12' },
            ],
          },
        },
        {
          key: 'messages',
          meter: 'messages.sent',
          model: {
            kind: 'graduated',
            tiers: [
              { upTo: '10', unitAmount: '0.01' },
              { upTo: null, unitAmount: '0.005', flatAmount: '0.10' },
            ],
          },
        },
        {
          key: 'requests',
          meter: 'api.requests',
          model: { kind: 'package', packageSize: '25', amount: '0.50' },
        },
        { key: 'shares', meter: 'files.shared', model: { kind: 'standard', unitAmount: '0.002' } },
      ],
    },
  ],
};

/** The meters of the month's prices that are sums over facts; the other one is the level of storage. */
export const summedMeters = ['messages.sent', 'api.requests', 'files.shared'] as const;
