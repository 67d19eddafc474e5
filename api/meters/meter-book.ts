import type { AppendOutcome, NewEvent, StreamAppend } from '../../domain/event-log.ts';
import { meterDefined, meterRetired } from '../../domain/ledger/meter-events.ts';
import type { Meter } from '../../domain/meter/meter.ts';
import { metersStream } from '../../domain/stream-name.ts';

/**
 * Where meters are defined and retired. What is written again writes nothing new, and what it resolves to is the position
 * up to which the read models must be to say which definition stands: the first in the log.
 */
export type MeterBook = {
  readonly define: (tenant: string, meter: Meter) => Promise<bigint>;
  readonly retire: (tenant: string, key: string) => Promise<bigint>;
};

export type MeterBookDeps = {
  readonly namespace: string;
  readonly append: (append: StreamAppend) => Promise<AppendOutcome>;
  readonly recordedAt: () => string;
};

/** The book of a log. Throws ServiceUnavailable where that is away. */
export const openMeterBook = ({ namespace, append, recordedAt }: MeterBookDeps): MeterBook => {
  const write = async (tenant: string, event: NewEvent): Promise<bigint> => {
    const stream = metersStream(namespace, tenant);
    const appended = await append({ stream, events: [event] });
    if (appended.outcome === 'appended') return appended.position;
    throw new Error(`the store both knows and does not know event ${event.id} of ${stream}`);
  };
  return {
    define: (tenant, meter) => write(tenant, meterDefined(tenant, meter, recordedAt())),
    retire: (tenant, key) => write(tenant, meterRetired(tenant, key, recordedAt())),
  };
};
