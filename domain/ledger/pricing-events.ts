import { canonicalJson } from '../canonical-json.ts';
import type { JsonObject, NewEvent } from '../event-log.ts';
import { uuidOf } from '../hash.ts';
import {
  attributionStream,
  defaultModelStream,
  pricingStream,
  subscriptionStream,
} from '../stream-name.ts';
import type { BillingEvents } from './billing-events.ts';

type PricingEventType =
  | 'PricingModelPublished'
  | 'PricingModelWithdrawn'
  | 'DefaultModelSet'
  | 'AttributionPublished'
  | 'PlanSubscribed'
  | 'SubscriptionEnded';

/** What is decided on prices, who pays them, and plans. */
export type PricingEvent = {
  readonly [Type in PricingEventType]: { readonly type: Type; readonly data: BillingEvents[Type] };
}[PricingEventType];

/** The stream of an event: all those that a decision on it looks at lie there, but for invoices and other models. */
export const streamOf = (namespace: string, { type, data }: PricingEvent): string => {
  switch (type) {
    case 'PricingModelPublished':
    case 'PricingModelWithdrawn':
      return pricingStream(namespace, data.tenant, data.model);
    case 'DefaultModelSet':
      return defaultModelStream(namespace, data.tenant);
    case 'AttributionPublished':
      return attributionStream(namespace, data.tenant);
    case 'PlanSubscribed':
    case 'SubscriptionEnded':
      return subscriptionStream(namespace, data.tenant, data.account);
  }
};

/**
 * The event as it is recorded behind the revision `after`. The same event at the same place always has the same id, so that
 * a repeat is known; the same one at another place, which changes what it changed again, has another.
 */
export const newPricingEvent = (
  event: PricingEvent,
  after: bigint,
  recordedAt: string,
): NewEvent => {
  // Decoded from JSON or made of texts and numbers, which TypeScript does not see in types with optional keys.
  const data = event.data as unknown as JsonObject;
  return {
    id: uuidOf(`${streamOf('', event)}\n${after}\n${event.type}\n${canonicalJson(data)}`),
    type: event.type,
    data,
    metadata: { recordedAt },
  };
};
