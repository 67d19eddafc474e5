import { EventStoreDBClient, jsonEvent, type JSONType } from '@eventstore/db-client';
import { Client } from 'pg';
import { inFlight } from '../facts/in-flight.ts';
import { onGo } from './on-go.ts';

// node append-invoices.ts <event store> <database> <events> <appends in flight>
// The bare client appends the documents of a billing run once more, each to a stream of its own that is not the ledger's.
const [eventstoreUrl = '', databaseUrl = '', events = '', places = ''] = process.argv.slice(2);

const database = new Client({ connectionString: databaseUrl });
await database.connect();
const { rows } = await database.query<{ tenant: string; account: string; document: string }>(
  'select tenant, account, document from read.billing_documents',
);
await database.end();
if (rows.length !== Number(events)) throw new Error(`${rows.length} documents, not ${events}`);

const run = crypto.randomUUID();
const appends = rows.map(({ tenant, account, document }) => ({
  stream: `bare_${run}-${account}`,
  event: jsonEvent({
    type: 'InvoiceIssued',
    // As the ledger itself wrote it.
    data: { tenant, account, document: JSON.parse(document) as JSONType },
    metadata: { recordedAt: new Date().toISOString() },
  }),
}));
const client = EventStoreDBClient.connectionString(eventstoreUrl);

await onGo(() =>
  inFlight(appends, Number(places), async ({ stream, event }) => {
    await client.appendToStream(stream, event);
  }),
);
await client.dispose();
