import { right } from 'fp-ts/lib/Either.js';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documentHash } from '../../domain/billing/draft.ts';
import type { JsonObject } from '../../domain/event-log.ts';
import { catalogue } from '../../domain/fact/catalogue.ts';
import { eventIdOf } from '../../domain/fact/identity.ts';
import {
  creditNoteIssued,
  invoiceIssued,
  invoiceVoided,
} from '../../domain/ledger/document-events.ts';
import { decodeRecorded } from '../../domain/ledger/decode-recorded.ts';
import { meterDefined, meterRetired } from '../../domain/ledger/meter-events.ts';
import {
  newPricingEvent,
  streamOf,
  type PricingEvent,
} from '../../domain/ledger/pricing-events.ts';
import type { RecordedLedgerEvent } from '../../domain/ledger/recorded.ts';
import { runEnded, runRequested } from '../../domain/ledger/run-events.ts';
import {
  billingRunStream,
  invoiceStream,
  metersStream,
  usageStream,
} from '../../domain/stream-name.ts';
import { parseInstant } from '../../domain/time/instant.ts';

/** An event as it was once written. The hashes were computed by another program. */
type Golden = {
  readonly stream: string;
  readonly event: {
    readonly id: string;
    readonly type: string;
    readonly data: JsonObject;
    readonly metadata: JsonObject;
  };
  /** Of prices, attribution and plans: the revision behind which it was written. */
  readonly after?: string;
  readonly contentHash: string;
  readonly digestPart: string;
};

const folder = join(import.meta.dirname, 'stored');
// These files are ours and never edited: what is stored stays readable as it is.
const goldenIn = (file: string): readonly Golden[] =>
  JSON.parse(readFileSync(join(folder, file), 'utf8')) as readonly Golden[];

const place = { revision: 3n, position: 4_711n };
const decoded = ({ stream, event }: Golden) =>
  decodeRecorded('ledger', { ...event, ...place, stream });

const files = readdirSync(folder);
const shapes = files.flatMap((file) =>
  goldenIn(file).map((golden, index) => [`${file} ${index}`, golden] as const),
);
const pricingTypes = [
  'PricingModelPublished',
  'PricingModelWithdrawn',
  'DefaultModelSet',
  'AttributionPublished',
  'PlanSubscribed',
  'SubscriptionEnded',
];
const billingTypes = [
  'BillingRunRequested',
  'BillingRunEnded',
  'InvoiceIssued',
  'InvoiceVoided',
  'CreditNoteIssued',
];
const ledgerTypes = [
  'FactConflicted',
  'MeterDefined',
  'MeterRetired',
  ...pricingTypes,
  ...billingTypes,
];
const facts = shapes.filter(([, { event }]) => !ledgerTypes.includes(event.type));
const ledgerEvents = shapes.filter(([, { event }]) => ledgerTypes.includes(event.type));

describe('a fact that was stored once is read for ever', () => {
  test.each(facts)('%s', (_, golden) => {
    const { type, metadata } = golden.event;
    const { time, ...rest } = golden.event.data;
    expect(decoded(golden)).toEqual(
      right({
        kind: 'fact',
        recorded: {
          position: place.position,
          recordedAt: metadata['recordedAt'],
          fact: { ...rest, type, at: typeof time === 'string' ? parseInstant(time) : undefined },
          contentHash: golden.contentHash,
        },
        digestPart: golden.digestPart,
      }),
    );
  });
});

describe('a fact that comes again has the stream and the id it was stored under', () => {
  test.each(facts)('%s', (_, golden) => {
    const result = decoded(golden);
    if (result._tag === 'Left' || result.right.kind !== 'fact') throw new Error('no fact');
    const { fact, contentHash } = result.right.recorded;
    expect(usageStream('ledger', fact)).toBe(golden.stream);
    expect(eventIdOf(fact, contentHash)).toBe(golden.event.id);
  });
});

describe('what the ledger recorded once of itself is read for ever', () => {
  test.each(ledgerEvents)('%s', (_, golden) => {
    expect(decoded(golden)).toEqual(
      right({
        kind: 'ledger',
        recorded: {
          position: place.position,
          recordedAt: golden.event.metadata['recordedAt'],
          type: golden.event.type,
          data: golden.event.data,
        },
        digestPart: golden.digestPart,
      }),
    );
  });
});

describe('a meter that is defined or retired again has the stream and the id it was stored under', () => {
  test.each(ledgerEvents.filter(([, { event }]) => event.type.startsWith('Meter')))(
    '%s',
    (_, golden) => {
      const result = decoded(golden);
      if (result._tag === 'Left' || result.right.kind !== 'ledger') throw new Error('no meter');
      const { type, data, recordedAt } = result.right.recorded;
      if (type !== 'MeterDefined' && type !== 'MeterRetired') throw new Error('no meter');
      const again =
        type === 'MeterDefined'
          ? meterDefined(data.tenant, data.meter, recordedAt)
          : meterRetired(data.tenant, data.key, recordedAt);
      expect(again).toEqual(golden.event);
      expect(metersStream('ledger', data.tenant)).toBe(golden.stream);
    },
  );
});

describe('what is recorded again of prices and plans has the stream and the id it was stored under', () => {
  const isPricing = ({ type }: { readonly type: string }): boolean => pricingTypes.includes(type);
  test.each(ledgerEvents.filter(([, { event }]) => isPricing(event)))('%s', (_, golden) => {
    const result = decoded(golden);
    if (result._tag === 'Left' || result.right.kind !== 'ledger') throw new Error('no event');
    const { recordedAt, ...recorded } = result.right.recorded;
    // The files that come here are of these types.
    const event = { type: recorded.type, data: recorded.data } as PricingEvent;
    expect(newPricingEvent(event, BigInt(golden.after ?? ''), recordedAt)).toEqual(golden.event);
    expect(streamOf('ledger', event)).toBe(golden.stream);
  });
});

/** What is written for an event of runs and documents, and where. */
const writtenAgain = (recorded: Omit<RecordedLedgerEvent, 'sequence'>) => {
  // The parts of one event, which TypeScript tells apart by its type.
  const { type, data, recordedAt } = recorded as RecordedLedgerEvent;
  if (type === 'BillingRunRequested' || type === 'BillingRunEnded') {
    const event =
      type === 'BillingRunRequested' ? runRequested(data, recordedAt) : runEnded(data, recordedAt);
    return { event, stream: billingRunStream('ledger', data.tenant, data.run) };
  }
  if (type === 'InvoiceIssued') {
    const stream = invoiceStream('ledger', data.tenant, data.account);
    return { event: invoiceIssued(data.document, recordedAt), stream };
  }
  if (type === 'InvoiceVoided' || type === 'CreditNoteIssued') {
    const event =
      type === 'InvoiceVoided' ? invoiceVoided(data, recordedAt) : creditNoteIssued(data, recordedAt);
    return { event, stream: invoiceStream('ledger', data.tenant, data.account) };
  }
  throw new Error(`${type} is nothing of runs or documents`);
};

describe('what is recorded again of runs and documents has the stream and the id it was stored under', () => {
  const isBilling = ({ type }: { readonly type: string }): boolean => billingTypes.includes(type);
  test.each(ledgerEvents.filter(([, { event }]) => isBilling(event)))('%s', (_, golden) => {
    const result = decoded(golden);
    if (result._tag === 'Left' || result.right.kind !== 'ledger') throw new Error('no event');
    const { event, stream } = writtenAgain(result.right.recorded);
    expect(event).toEqual(golden.event);
    expect(stream).toBe(golden.stream);
  });
});

test.each(['InvoiceIssued.json', 'CreditNoteIssued.json'])(
  'the hash in %s is that of all the rest',
  (file) => {
    for (const { event } of goldenIn(file)) {
      const { hash, ...rest } = (event.data['document'] ?? event.data['creditNote']) as JsonObject;
      expect(documentHash(rest)).toBe(hash);
    }
  },
);

test('every type of the catalogue has a golden file', () => {
  const names = files.map((file) => file.replace(/\.json$/, ''));
  expect(names).toEqual(
    expect.arrayContaining([...Object.keys(catalogue), ...ledgerTypes, 'any-other-type']),
  );
});
