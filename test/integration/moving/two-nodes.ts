import type { EventLog, RecordedEvent } from '../../../domain/event-log.ts';
import { streamPrefix } from '../../../domain/stream-name.ts';
import { connectEventLog } from '../../../infra/eventstore/connect-event-log.ts';
import { eventsUnder } from '../eventstore/following.ts';
import { startRestartableNode, type RestartableNode } from '../eventstore/restartable-node.ts';

export type Store = { readonly node: RestartableNode; readonly log: EventLog };

/** A node of its own and a connection to it. */
export const startStore = async () => {
  const node = await startRestartableNode();
  const log = connectEventLog({ url: node.url });
  return {
    node,
    log,
    [Symbol.asyncDispose]: async () => {
      await log.close();
      await node.remove();
    },
  };
};

/** All that a log holds under a namespace, but for what is each store's own: positions, and the namespace itself. */
export const contentsOf = async (
  { log }: Pick<Store, 'log'>,
  namespace = 'ledger',
): Promise<readonly Omit<RecordedEvent, 'position'>[]> => {
  const prefix = streamPrefix(namespace);
  const events = await eventsUnder(log, prefix);
  return events.map(({ stream, revision, id, type, data, metadata }) => ({
    stream: stream.slice(prefix.length),
    revision,
    id,
    type,
    data,
    metadata,
  }));
};
