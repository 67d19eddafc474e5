import { isLeft } from 'fp-ts/lib/Either.js';
import type { EventLog, RecordedEvent } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { decodeRecorded } from '../../domain/ledger/decode-recorded.ts';
import { subjectPrefix } from '../../domain/stream-name.ts';

type LoggedFact = {
  readonly fact: Fact;
  readonly position: bigint;
  readonly recordedAt: string;
};

const eventsAtOnce = 500;

const logged = (namespace: string, event: RecordedEvent): LoggedFact => {
  const decoded = decodeRecorded(namespace, event);
  if (isLeft(decoded) || decoded.right.kind !== 'fact') {
    throw new Error(`the event at ${event.position} of ${event.stream} is no fact`);
  }
  const { fact, position, recordedAt } = decoded.right.recorded;
  return { fact, position, recordedAt };
};

async function* partsUpTo(
  end: bigint,
  log: Pick<EventLog, 'follow'>,
  from: { readonly namespace: string; readonly prefix: string; readonly signal: AbortSignal },
): AsyncGenerator<readonly LoggedFact[], void, void> {
  const { namespace, prefix, signal } = from;
  const done = new AbortController();
  const slices = log.follow({
    prefix,
    after: undefined,
    maxEvents: eventsAtOnce,
    signal: AbortSignal.any([signal, done.signal]),
  });
  try {
    for await (const { events, position, caughtUp } of slices) {
      yield events.map((event) => logged(namespace, event));
      if (caughtUp || position >= end) return;
    }
  } finally {
    done.abort();
  }
  throw new Error('it was left before the end of the log');
}

/** What the log holds of one subject, from its own streams, up to the end of the log as it is now. Throws where it is away. */
export const memberFacts =
  ({
    log,
    namespace,
  }: {
    readonly log: Pick<EventLog, 'follow' | 'end'>;
    readonly namespace: string;
  }) =>
  async (
    tenant: string,
    subject: string,
    signal: AbortSignal,
  ): Promise<AsyncIterable<readonly LoggedFact[]>> => {
    const end = await log.end();
    const prefix = subjectPrefix(namespace, tenant, subject);
    return partsUpTo(end, log, { namespace, prefix, signal });
  };
