import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { refined } from '../../domain/codec/refined.ts';
import { catalogue } from '../../domain/fact/catalogue.ts';
import { CloudEvent } from '../../domain/fact/decode-fact.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { FactType } from '../../domain/fact/parts.ts';
import { instantText } from '../../domain/time/instant.ts';
import { annotated } from '../annotated.ts';
import { defaultLimits } from '../limits.ts';

// Events as producers send them, described. Without the catalogue a reader could not tell what `data` has to hold.

const ofCatalogue = Object.entries(catalogue).map(([type, data]) =>
  closed(type, { ...CloudEvent.required, type: t.literal(type), data }, CloudEvent.optional),
);

const OtherType = refined(
  'OtherType',
  // A fact of the catalogue whose data is wrong must not pass as one of a type that nobody knows.
  { ...FactType.schema, not: { enum: Object.keys(catalogue) }, examples: ['acme.thing.done'] },
  'must be a type that is not in the catalogue',
  FactType.is,
);
const ofAnyOther = closed(
  'OtherCloudEvent',
  { ...CloudEvent.required, type: OtherType },
  CloudEvent.optional,
);

/** What decodes as any CloudEvent, described type by type: as decodeFact checks it. */
export const SentEvent = Object.assign(
  new t.Type('CloudEvent', CloudEvent.is, CloudEvent.validate, CloudEvent.encode),
  { anyOf: [...ofCatalogue, ofAnyOther] },
);

/** A fact as the event that brought it. */
export const sentEvent = (fact: Fact): t.TypeOf<typeof CloudEvent> => ({
  specversion: '1.0',
  id: fact.id,
  source: fact.source,
  type: fact.type,
  subject: fact.subject,
  time: instantText(fact.at),
  tenant: fact.tenant,
  data: fact.data,
});

const SentEvents = annotated(t.readonlyArray(SentEvent), {
  minItems: 1,
  maxItems: defaultLimits.factsInArray,
});

/** The JSON bodies that facts come in, by media type. */
export const jsonContent = {
  'application/json': t.union([SentEvent, SentEvents]),
  'application/cloudevents+json': SentEvent,
  'application/cloudevents-batch+json': SentEvents,
};
