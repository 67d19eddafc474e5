import { setTimeout as delay } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import * as t from 'io-ts';
import { askService } from './ask-service.ts';
import { columns } from './columns.ts';
import type { Output } from './output.ts';
import type { Service } from './post-lines.ts';

const Meter = t.intersection([
  t.type({
    key: t.string,
    unit: t.string,
    types: t.array(t.string),
    aggregation: t.string,
    origin: t.string,
    state: t.string,
  }),
  t.partial({ value: t.string, sequence: t.string, of: t.string }),
]);
type Meter = t.TypeOf<typeof Meter>;
const Meters = t.type({ meters: t.array(Meter) });

const path = '/v1/meters';

const allMeters = async (service: Service): Promise<readonly Meter[]> =>
  (await askService(service, Meters, { method: 'GET', path })).meters;

const stateOf = ({ state, sequence, of }: Meter): string =>
  sequence === undefined || of === undefined ? state : `${state} (${sequence} of ${of} events)`;

const lookAgainMs = 500;

/** Follows the filling of a meter until it answers. Says whether it does; `signal` ends the waiting. */
const filled = async (service: Service, key: string, signal: AbortSignal): Promise<boolean> => {
  const bar = new SingleBar({
    format: ' {bar} {percentage} % | {value} of {total} events',
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(1, 0);
  try {
    while (!signal.aborted) {
      const meter = (await allMeters(service)).find((each) => each.key === key);
      if (meter === undefined) throw new Error(`the meter ${key} was retired`);
      if (meter.state === 'live') return true;
      bar.setTotal(Math.max(1, Number(meter.of ?? 1)));
      bar.update(Number(meter.sequence ?? 0));
      await delay(lookAgainMs, undefined, { signal }).catch(() => undefined);
    }
    return false;
  } finally {
    bar.stop();
  }
};

/** Defines a meter by the JSON of its definition, sent as it is; where asked to, waits until it answers. */
export const defineMeter = async (
  service: Service,
  definition: string,
  { say, print, json }: Output,
  waiting: AbortSignal | undefined,
): Promise<void> => {
  const meter = await askService(service, Meter, { method: 'POST', path, text: definition });
  const { key } = meter;
  if (waiting === undefined) {
    if (json) print(JSON.stringify(meter));
    else say(`Meter ${key} is on record: ${stateOf(meter)}`);
    return;
  }
  say(`Meter ${key} is on record; it counts all facts from the beginning …`);
  if (await filled(service, key, waiting)) {
    if (json) print(JSON.stringify({ ...meter, state: 'live' }));
    else say(`Meter ${key} answers.`);
    return;
  }
  say('Not waited for to the end; it fills all the same.');
  process.exitCode = 1;
};

const rowOf = (meter: Meter): readonly string[] => {
  const { key, unit, aggregation, value, types, origin } = meter;
  const what = value === undefined ? aggregation : `${aggregation} of ${value}`;
  return [key, unit, what, types.join(','), origin, stateOf(meter)];
};

/** Prints the meters that a tenant has, with their states. */
export const listMeters = async (service: Service, { print, json }: Output): Promise<void> => {
  const meters = await allMeters(service);
  if (json) print(JSON.stringify(meters));
  else for (const line of columns(meters.map(rowOf))) print(line);
};

/** Has a meter offered no longer. */
export const retireMeter = async (
  service: Service,
  key: string,
  { say, print, json }: Output,
): Promise<void> => {
  await askService(service, t.undefined, {
    method: 'DELETE',
    path: `${path}/${encodeURIComponent(key)}`,
  });
  if (json) print(JSON.stringify({ key, retired: true }));
  else say(`Meter ${key} is retired. It counts on, and its key is not free again.`);
};
