import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { canonicalJson } from '../canonical-json.ts';
import { closed } from '../codec/closed.ts';
import { faultsOf, type Fault } from '../codec/faults.ts';
import { catalogue, isCatalogueType } from '../fact/catalogue.ts';
import type { Fact } from '../fact/fact.ts';
import { contentHashOf, identityKey } from '../fact/identity.ts';
import { Name, Subject, TenantName } from '../fact/parts.ts';
import type { Json, JsonObject, NewEvent, RecordedEvent } from '../event-log.ts';
import { sha256 } from '../hash.ts';
import { holdsUsage } from '../stream-name.ts';
import { instantText, parseInstant } from '../time/instant.ts';
import { billingEvents } from './billing-events.ts';
import { FactConflicted } from './fact-conflicted.ts';
import { MeterDefined, MeterRetired } from './meter-events.ts';
import type {
  LedgerEvents,
  LedgerEventType,
  RecordedFact,
  RecordedLedgerEvent,
} from './recorded.ts';

// The shape under which facts lie in the log; the event's type is the fact's.
const StoredFact = closed(
  'StoredFact',
  {
    tenant: TenantName,
    source: Name,
    id: Name,
    subject: Subject,
    time: t.string,
    data: t.UnknownRecord,
  },
  {},
);
/** What every event of ours carries beside its data. */
export const StoredMetadata = t.type({ recordedAt: t.string });

/** How a fact is written into the log. */
export const storedFact = (fact: Fact, eventId: string, recordedAt: string): NewEvent => {
  const { tenant, source, id, subject, at, data } = fact;
  return {
    id: eventId,
    type: fact.type,
    data: { tenant, source, id, subject, time: instantText(at), data },
    metadata: { recordedAt },
  };
};

type Unplaced<Event> = Event extends unknown ? Omit<Event, 'sequence'> : never;

/** An event of the log, decoded once for all read models; `digestPart` is what the log's chained digest takes of it. */
export type DecodedEvent = { readonly digestPart: string } & (
  | { readonly kind: 'fact'; readonly recorded: Unplaced<RecordedFact> }
  | { readonly kind: 'ledger'; readonly recorded: Unplaced<RecordedLedgerEvent> }
);

const ledgerEvents: {
  readonly [Type in LedgerEventType]: t.Decoder<unknown, LedgerEvents[Type]>;
} = { FactConflicted, MeterDefined, MeterRetired, ...billingEvents };
const isLedgerEventType = (type: string): type is LedgerEventType =>
  Object.hasOwn(ledgerEvents, type);

const decodeFact = ({ type, data }: RecordedEvent): E.Either<readonly Fault[], Fact> => {
  const stored = StoredFact.decode(data);
  if (E.isLeft(stored)) return E.left(faultsOf(stored, ''));
  const { time, ...rest } = stored.right;
  const at = parseInstant(time);
  if (at === undefined) return E.left([{ path: '/time', message: 'is no time' }]);
  if (isCatalogueType(type)) {
    const known = catalogue[type].decode(rest.data);
    if (E.isLeft(known)) return E.left(faultsOf(known, '/data'));
  }
  // What the store gave back was parsed from JSON.
  return E.right({ ...rest, type, at, data: rest.data as JsonObject });
};

/**
 * Decodes one event of the log's own streams. Left: what is wrong with it; such an event stops the feed, since skipping it
 * would make every figure after it wrong in silence.
 */
export const decodeRecorded = (
  namespace: string,
  event: RecordedEvent,
): E.Either<readonly Fault[], DecodedEvent> => {
  const metadata = StoredMetadata.decode(event.metadata);
  if (E.isLeft(metadata)) return E.left(faultsOf(metadata, '/metadata'));
  const place = { position: event.position, recordedAt: metadata.right.recordedAt };
  if (holdsUsage(namespace, event.stream)) {
    const fact = decodeFact(event);
    if (E.isLeft(fact)) return fact;
    const contentHash = contentHashOf(fact.right);
    return E.right({
      kind: 'fact',
      recorded: { ...place, fact: fact.right, contentHash },
      digestPart: `${event.id}\n${identityKey(fact.right)}\n${contentHash}`,
    });
  }
  if (!isLedgerEventType(event.type)) {
    return E.left([{ path: '/type', message: `${event.type} is no event of the ledger` }]);
  }
  const data = ledgerEvents[event.type].decode(event.data);
  if (E.isLeft(data)) return E.left(faultsOf(data, '/data'));
  return E.right({
    kind: 'ledger',
    // The data was decoded as that of this type, which TypeScript cannot see through an index.
    recorded: { ...place, type: event.type, data: data.right } as Unplaced<RecordedLedgerEvent>,
    digestPart: `${event.id}\n${event.type}\n${sha256(canonicalJson(event.data as Json))}`,
  });
};
