import * as fc from 'fast-check';
import { FactView } from '../../api/facts/fact-view.ts';
import { FactsAnswer } from '../../api/facts/facts-answer.ts';
import { instantText } from '../../domain/time/instant.ts';
import { askLedger, type Answering } from '../history/compare-figures.ts';
import { decodeOrThrow } from '../support/decode-or-throw.ts';
import { call, unexpected, type Service } from './http-calls.ts';
import { firstFacts, keyOf } from './identity.ts';
import type { LogEntry } from './log-entry.ts';

type FactEntry = Extract<LogEntry, { readonly kind: 'fact' }>;
type MeterEntry = Exclude<LogEntry, FactEntry>;

type Form = 'singly' | 'array' | 'lines';
type Parcel = { readonly form: Form; readonly size: number };

/** How the facts of a history are sent, over and over again. */
export const anyParcels = fc.array(
  fc.record({
    form: fc.constantFrom<Form[]>('singly', 'array', 'lines'),
    size: fc.integer({ min: 1, max: 15 }),
  }),
  { minLength: 1, maxLength: 8 },
);

const factText = ({ fact: { at, ...fact } }: FactEntry): string =>
  JSON.stringify({ specversion: '1.0', ...fact, time: instantText(at) });

/** Sends facts one after another; gives those back that do not fit what they amend. */
const sendSingly = async (
  service: Answering,
  entries: readonly FactEntry[],
): Promise<readonly FactEntry[]> => {
  const unfit: FactEntry[] = [];
  for (const entry of entries) {
    const answer = await call(service, '/v1/facts', { method: 'POST', body: factText(entry) });
    // One in conflict is refused as well, and kept.
    if (answer.status === 422) unfit.push(entry);
    else if (answer.status !== 202 && answer.status !== 409) {
      throw unexpected(keyOf(entry.fact), answer);
    }
  }
  return unfit;
};

/** Sends facts in one request; gives those back that do not fit what they amend. */
const sendTogether = async (
  service: Answering,
  entries: readonly FactEntry[],
  form: 'array' | 'lines',
): Promise<readonly FactEntry[]> => {
  const texts = entries.map(factText);
  const body =
    form === 'array'
      ? { body: `[${texts.join(',')}]` }
      : { body: texts.join('\n'), type: 'application/x-ndjson' };
  const answer = await call(service, '/v1/facts', { method: 'POST', ...body });
  if (answer.status !== 202 && answer.status !== 207) throw unexpected(form, answer);
  const { refused } = decodeOrThrow(FactsAnswer, answer.body);
  return refused.flatMap(({ index, problem }) => {
    const entry = entries[index];
    if (problem.status === 409) return [];
    if (problem.status === 422 && entry !== undefined) return [entry];
    throw new Error(`refused: ${JSON.stringify(problem)}`);
  });
};

const changeMeters = async (service: Answering, entry: MeterEntry): Promise<void> => {
  const isNew = entry.kind === 'meter-defined';
  const answer = isNew
    ? await call(service, '/v1/meters', { method: 'POST', body: JSON.stringify(entry.meter) })
    : await call(service, `/v1/meters/${entry.key}`, { method: 'DELETE' });
  // One of a key that has a definition already is refused.
  const isRefused = isNew && answer.status === 409;
  if (!isRefused && answer.status !== (isNew ? 201 : 204)) throw unexpected(entry.kind, answer);
};

/** Entries that follow one another and go in one request, or one after another in the same way. */
type Piece = Parcel & { readonly tenant: string; readonly entries: LogEntry[] };

const tenantOf = (entry: LogEntry): string =>
  entry.kind === 'fact' ? entry.fact.tenant : entry.tenant;

const isFact = (entry: LogEntry): entry is FactEntry => entry.kind === 'fact';

const hasRoom = ({ entries, size }: Piece): boolean =>
  entries.length < size && entries.every(isFact);

const piecesOf = (log: readonly LogEntry[], parcels: readonly Parcel[]): readonly Piece[] => {
  const pieces: Piece[] = [];
  for (const entry of log) {
    const tenant = tenantOf(entry);
    const last = pieces.at(-1);
    if (last?.tenant === tenant && isFact(entry) && hasRoom(last)) last.entries.push(entry);
    else {
      const parcel = parcels[pieces.length % parcels.length] ?? { form: 'singly', size: 1 };
      pieces.push({ ...parcel, tenant, entries: [entry] });
    }
  }
  return pieces;
};

/** Sends a log in its order; gives it back without what was refused because it does not fit what it amends. */
const sendLog = async (
  service: Service,
  log: readonly LogEntry[],
  parcels: readonly Parcel[],
): Promise<readonly LogEntry[]> => {
  const unfit = new Set<LogEntry>();
  for (const { form, tenant, entries } of piecesOf(log, parcels)) {
    const answering = { ...service, tenant };
    const facts = entries.filter(isFact);
    for (const entry of entries) if (!isFact(entry)) await changeMeters(answering, entry);
    const refused =
      facts.length === 0 || form === 'singly'
        ? await sendSingly(answering, facts)
        : await sendTogether(answering, facts, form);
    for (const entry of refused) unfit.add(entry);
  }
  return log.filter((entry) => !unfit.has(entry));
};

/**
 * A log that was sent, in the order in which its facts came to lie there: those of one request go to several streams at
 * once, so that it is only known afterwards. What comes under one identity stays in its order; where meters lie says nothing.
 */
const asRecorded = async (
  service: Service,
  log: readonly LogEntry[],
): Promise<readonly LogEntry[]> => {
  const sequences = new Map<string, bigint>();
  for (const fact of firstFacts(log)) {
    const { tenant, source, id } = fact;
    const path = `/v1/facts?${new URLSearchParams({ source, id }).toString()}`;
    const { sequence } = await askLedger({ ...service, tenant }, path, FactView);
    sequences.set(keyOf(fact), BigInt(sequence));
  }
  const placeOf = (entry: LogEntry): number =>
    Number((isFact(entry) ? sequences.get(keyOf(entry.fact)) : undefined) ?? 0n);
  return log.toSorted((a, b) => placeOf(a) - placeOf(b));
};

/** Waits until the read models hold all that was acknowledged before. */
const untilProjected = async (service: Service): Promise<void> => {
  const answering = { ...service, tenant: 'marker' };
  const fact = {
    tenant: answering.tenant,
    source: '/marker',
    id: crypto.randomUUID(),
    type: 'acme.marker',
    subject: 'service:marker',
    at: Date.UTC(2026, 0, 1),
    data: {},
  };
  const body = factText({ kind: 'fact', fact });
  const answer = await call(answering, '/v1/facts', { method: 'POST', body });
  const { position } = decodeOrThrow(FactsAnswer, answer.body);
  const summary = await call(answering, `/v1/summary?after=${position}`);
  if (summary.status !== 200) throw unexpected('summary', summary);
};

/** Sends a log over HTTP, and gives it back as the service has recorded it. */
export const recordOverHttp = async (
  service: Service,
  log: readonly LogEntry[],
  parcels: readonly Parcel[],
): Promise<readonly LogEntry[]> => {
  const taken = await sendLog(service, log, parcels);
  await untilProjected(service);
  return asRecorded(service, taken);
};
