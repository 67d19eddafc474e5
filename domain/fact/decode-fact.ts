import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../codec/closed.ts';
import { faultsOf, type Fault } from '../codec/faults.ts';
import { refined } from '../codec/refined.ts';
import type { JsonObject } from '../event-log.ts';
import { instantText, parseInstant, type EpochMs } from '../time/instant.ts';
import { catalogue, isCatalogueType } from './catalogue.ts';
import type { Fact } from './fact.ts';
import { FactType, Name, Subject, TenantName } from './parts.ts';
import { faultsInJson } from './wholesome.ts';

const Time = refined(
  'Time',
  { type: 'string', format: 'date-time' },
  'must be an RFC 3339 time with an offset, on a real calendar day, without a leap second',
  (value): value is string => typeof value === 'string' && parseInstant(value) !== undefined,
);

const Data = refined(
  'Data',
  { type: 'object' },
  'must be an object',
  (value): value is JsonObject => t.UnknownRecord.is(value) && !Array.isArray(value),
);

/** A CloudEvents 1.0 event in JSON, as producers send it. What `data` holds depends on the type. */
export const CloudEvent = closed(
  'CloudEvent',
  {
    specversion: refined(
      'SpecVersion',
      { const: '1.0' },
      'must be "1.0"',
      (value): value is '1.0' => value === '1.0',
    ),
    id: Name,
    source: Name,
    type: FactType,
    subject: Subject,
    time: Time,
    data: Data,
  },
  {
    tenant: TenantName,
    datacontenttype: refined(
      'JsonContentType',
      { const: 'application/json' },
      'must be application/json',
      (value): value is string =>
        typeof value === 'string' && /^application\/json(;\s*charset=utf-8)?$/i.test(value),
    ),
    dataschema: t.string,
  },
);

/** What a fact is checked against beside its own shape. */
export type FactRules = {
  /** Whom the request acts for. */
  readonly tenant: string;
  /** Facts from before are refused. */
  readonly earliest: EpochMs;
  /** Facts from after are refused: now, and the clock's leeway. */
  readonly latest: EpochMs;
};

const faultsInData = (type: string, data: JsonObject): readonly Fault[] => {
  const faults = faultsInJson(data, '/data');
  if (isCatalogueType(type)) {
    return [...faults, ...faultsOf(catalogue[type].decode(data), '/data')];
  }
  return Object.hasOwn(data, 'group') && !Name.is(data['group'])
    ? [...faults, { path: '/data/group', message: 'must be a text of 1 to 256 characters' }]
    : faults;
};

const faultsInTime = (at: EpochMs, { earliest, latest }: FactRules): readonly Fault[] => {
  if (at < earliest) return [{ path: '/time', message: `is before ${instantText(earliest)}` }];
  return at > latest
    ? [{ path: '/time', message: `is after ${instantText(latest)}, in the future` }]
    : [];
};

const reserved = (type: string): readonly Fault[] =>
  type.startsWith('usage.') && !isCatalogueType(type)
    ? [{ path: '/type', message: 'begins with usage., which is kept for amendments' }]
    : [];

/** A fact from parsed JSON, or every fault of it at once. The time is cut to milliseconds. */
export const decodeFact = (input: unknown, rules: FactRules): E.Either<readonly Fault[], Fact> => {
  const event = CloudEvent.decode(input);
  const faults = [...faultsOf(event, '')];
  // What an event of the wrong shape does have is looked at too, so that one answer names every fault.
  const { type, time, data, tenant } = t.UnknownRecord.is(input) ? input : {};
  if (typeof type === 'string') faults.push(...reserved(type));
  if (Data.is(data)) faults.push(...faultsInData(typeof type === 'string' ? type : '', data));
  const at = typeof time === 'string' ? parseInstant(time) : undefined;
  if (at !== undefined) faults.push(...faultsInTime(at, rules));
  // Only a name that is well formed is repeated: any other may be as long as a body.
  if (TenantName.is(tenant) && tenant !== rules.tenant) {
    const message = `is "${tenant}", but the request acts for "${rules.tenant}"`;
    faults.push({ path: '/tenant', message });
  }
  if (faults.length > 0 || E.isLeft(event) || at === undefined) return E.left(faults);
  const { id, source, subject } = event.right;
  return E.right({
    tenant: rules.tenant,
    source,
    id,
    type: event.right.type,
    subject,
    at,
    data: event.right.data,
  });
};
