import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { inFlight } from '../facts/in-flight.ts';
import { storedBatches } from '../facts/stored-batches.ts';
import { onGo } from './on-go.ts';

// node append-bare.ts <connection string> <facts> <batches in flight>
// The bare client, as one would write it: it appends what the service would, in the same groups.
const [url = '', facts = '', batchesInFlight = ''] = process.argv.slice(2);

const batches = (await storedBatches(Number(facts))).map((batch) =>
  batch.map(({ stream, events }) => ({
    stream,
    events: events.map(({ id, type, data, metadata }) => jsonEvent({ id, type, data, metadata })),
  })),
);
const client = EventStoreDBClient.connectionString(url);

await onGo(() =>
  inFlight(batches, Number(batchesInFlight), async (batch) => {
    await Promise.all(batch.map(({ stream, events }) => client.appendToStream(stream, events)));
  }),
);
await client.dispose();
