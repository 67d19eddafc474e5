import { expect, test } from 'vitest';
import { connectEventLog } from '../../../infra/eventstore/connect-event-log.ts';
import { LogRefused } from '../../../infra/eventstore/log-refused.ts';
import { appendRun } from '../../../infra/moving/append-runs.ts';
import { madeAppend } from '../eventstore/made-events.ts';
import { contentsOf, startStore } from './two-nodes.ts';

test('a run that is more than the store takes goes in halves, in order', async () => {
  await using store = await startStore();
  const narrow = connectEventLog({ url: store.node.url, maxAppendBytes: 1_000 });
  const { stream, events } = madeAppend('ledger_a', 20, 0, 'x'.repeat(200));
  await appendRun(narrow, { stream, events, after: -1n });
  // Again, as after a crash: nothing is written twice, however it was cut.
  await appendRun(narrow, { stream, events: events.slice(3, 9), after: 2n });
  const written = await contentsOf(store);
  expect(written.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
  const [tooLarge] = madeAppend('ledger_a', 1, 0, 'x'.repeat(2_000)).events;
  const run = { stream, events: tooLarge === undefined ? [] : [tooLarge], after: 19n };
  await expect(appendRun(narrow, run)).rejects.toThrow(LogRefused);
  await narrow.close();
});
