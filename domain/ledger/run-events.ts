import { canonicalJson } from '../canonical-json.ts';
import type { NewEvent } from '../event-log.ts';
import { uuidOf } from '../hash.ts';
import type { BillingRunEnded, BillingRunRequested } from './billing-events.ts';

// The two events of a run's stream: each has its own revision there, so that neither can be written twice.

/** The revision of a stream in which nothing lies yet. */
export const beforeRequest = -1n;
/** That of the request. */
export const beforeEnd = 0n;

/** The event that records that a month is to be billed; that of the same request always has the same id. */
export const runRequested = (requested: BillingRunRequested, recordedAt: string): NewEvent => {
  const { accounts, ...rest } = requested;
  const data = accounts === undefined ? rest : { ...rest, accounts };
  return {
    id: uuidOf(`${canonicalJson(data)}\nbilling run requested`),
    type: 'BillingRunRequested',
    data,
    metadata: { recordedAt },
  };
};

/** The event that records how a run ended; that of one run always has the same id. */
export const runEnded = (ended: BillingRunEnded, recordedAt: string): NewEvent => ({
  id: uuidOf(`${ended.tenant}\n${ended.run}\nbilling run ended`),
  type: 'BillingRunEnded',
  data: ended,
  metadata: { recordedAt },
});
