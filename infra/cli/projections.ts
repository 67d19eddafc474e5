import { setTimeout as delay } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import * as t from 'io-ts';
import { askService } from './ask-service.ts';
import type { Output } from './output.ts';
import type { Service } from './post-lines.ts';

const Rebuild = t.intersection([
  t.type({ version: t.number, state: t.string, sequence: t.string, of: t.string }),
  t.partial({ problem: t.string }),
]);
const Projection = t.intersection([
  t.type({
    name: t.string,
    version: t.number,
    state: t.string,
    sequence: t.string,
    lagSeconds: t.number,
  }),
  t.partial({ problem: t.string, rebuild: Rebuild }),
]);
type Projection = t.TypeOf<typeof Projection>;
const Projections = t.array(Projection);

const path = '/v1/projections';
const pathOf = (name: string): string => `${path}/${encodeURIComponent(name)}/rebuild`;
const lookAgainMs = 250;

const all = (service: Service): Promise<readonly Projection[]> =>
  askService(service, Projections, { method: 'GET', path });

const lineOf = ({ name, version, state, sequence, lagSeconds, rebuild }: Projection): string => {
  const beside =
    rebuild === undefined
      ? ''
      : `  version ${rebuild.version} ${rebuild.state}: ${rebuild.sequence} of ${rebuild.of} events`;
  return `${name.padEnd(12)} ${String(version).padStart(2)}  ${state.padEnd(11)} ${sequence} events, ${lagSeconds} s behind${beside}`;
};

/** Lists the read models: how far they are, and what is filled beside them. */
export const listProjections = async (service: Service, { print, json }: Output): Promise<void> => {
  const projections = await all(service);
  if (json) print(JSON.stringify(projections));
  else for (const projection of projections) print(lineOf(projection));
};

/** Follows a rebuild until it answers; false where `signal` aborted before. Throws where it failed. */
const followed = async (service: Service, name: string, signal: AbortSignal): Promise<boolean> => {
  const bar = new SingleBar({
    format: ` {bar} {percentage} % | ${name}: {state}, {value} of {total} events`,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(1, 0, { state: 'waiting' });
  try {
    while (!signal.aborted) {
      const rebuild = (await all(service)).find((each) => each.name === name)?.rebuild;
      if (rebuild === undefined) return true;
      if (rebuild.state === 'failed') {
        throw new Error(`${name} cannot be filled: ${rebuild.problem ?? 'for no known reason'}`);
      }
      bar.setTotal(Math.max(1, Number(rebuild.of)));
      bar.update(Number(rebuild.sequence), { state: rebuild.state });
      await delay(lookAgainMs, undefined, { signal }).catch(() => undefined);
    }
    return false;
  } finally {
    bar.stop();
  }
};

/** Has read models filled anew while the present ones answer; follows them to their end unless told not to. */
export const rebuildProjections = async (
  service: Service,
  names: readonly string[],
  { say }: Output,
  waiting: AbortSignal | undefined,
): Promise<void> => {
  for (const name of names) {
    await askService(service, Projection, { method: 'POST', path: pathOf(name) });
  }
  if (waiting === undefined) {
    say(`Asked for: ${names.join(', ')}. ledger projections list shows how far they are.`);
    return;
  }
  for (const name of names) {
    if (await followed(service, name, waiting)) say(`${name} is filled anew, and answers.`);
    else {
      say('It goes on without being watched: ledger projections list, or cancel, to give it up.');
      process.exitCode = 1;
      return;
    }
  }
};

/** Gives up filling a read model anew. */
export const cancelRebuild = async (
  service: Service,
  name: string,
  { say }: Output,
): Promise<void> => {
  await askService(service, t.unknown, { method: 'DELETE', path: pathOf(name) });
  say(`${name} answers as it did; nothing is filled beside it.`);
};
