import { EventStoreDBClient, START, streamNameFilter } from '@eventstore/db-client';
import { namespace } from '../facts/stored-batches.ts';
import { streamPrefix } from '../../domain/stream-name.ts';
import { onGo } from './on-go.ts';

// node read-bare.ts <connection string> <events>
// The bare client, which reads the ledger's events and does nothing with them.
const [url = '', events = ''] = process.argv.slice(2);

const client = EventStoreDBClient.connectionString(url);

await onGo(async () => {
  const subscription = client.subscribeToAll({
    fromPosition: START,
    // The interval is the feed's own; the client's default would have it told of its progress after every 32 events.
    filter: streamNameFilter({ prefixes: [streamPrefix(namespace)], checkpointInterval: 32 }),
  });
  let left = Number(events);
  for await (const { event } of subscription) {
    if (event !== undefined) left -= 1;
    if (left === 0) break;
  }
  await subscription.unsubscribe();
});
await client.dispose();
// The subscription's call may stay open although it was ended.
process.exit();
