import { randomUUID } from 'node:crypto';
import { connectEventLog } from '../../../infra/eventstore/connect-event-log.ts';

// A program that follows a log, stops in one of several ways and has nothing else to do: it ends when nothing is left open.
// The log is not closed unless that is the way: an open call would keep the process.
const [url = '', way = ''] = process.argv.slice(2);
const log = connectEventLog({ url });
const stop = new AbortController();
const from = { prefix: 't_', after: undefined, maxEvents: 10, signal: stop.signal };

const follow = async () => {
  for await (const { events, caughtUp } of log.follow(from)) {
    if (events.length > 0 && way === 'break') break;
    if (events.length > 0 && way === 'throw') throw new Error('thrown by the consumer');
    if (events.length > 0 && way === 'abort') stop.abort();
    if (caughtUp && way === 'abort-later') {
      setTimeout(() => {
        stop.abort();
      }, 1);
    }
    if (caughtUp && way === 'close') {
      const event = { id: randomUUID(), type: 'made', data: {}, metadata: {} };
      await log.append({ stream: 'u_a', events: [event] });
      await log.close();
    }
  }
};

await follow().catch((error: unknown) => {
  if (way !== 'throw') throw error;
});
console.log(`left by ${way}`);
