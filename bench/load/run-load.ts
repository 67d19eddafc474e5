import { setTimeout as delay } from 'node:timers/promises';
import { startService, type StartedService } from '../../test/support/start-service.ts';
import { freshDataDir } from '../processes/data-dir.ts';
import { withResources } from '../processes/resources.ts';
import { countedFacts, lostFacts } from './lost-facts.ts';
import { percentile, trickle } from './queries.ts';
import { recovery } from './recovery.ts';
import { watch, type Sample } from './samples.ts';
import { startSender, type Sender } from './sender.ts';

export type LoadPlan = {
  /** Of the load itself; what comes before and after takes about as long as it must. */
  readonly seconds: number;
  readonly measureSeconds: number;
  readonly idleSeconds: number;
  readonly sampleSeconds: number;
  readonly factsInBatch: number;
  readonly queriesPerSecond: number;
  /** Settings of the service that are to be other than its defaults. */
  readonly environment?: Readonly<Record<string, string>>;
};

export type LoadResult = {
  /** Facts acknowledged a second while as many were sent as it answered. */
  readonly takenPerSecond: number;
  readonly offeredPerSecond: number;
  readonly idle: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly samples: readonly Sample[];
  readonly failures: readonly string[];
  readonly recovered: { readonly seenSeconds: number; readonly fastSeconds: number | undefined };
  readonly acknowledged: number;
  readonly counted: number;
  readonly lost: number;
  readonly exitCode: number | null;
};

const inFlightAtMeasure = 8;
const overload = 2;

const idleLatencies = async (service: StartedService, plan: LoadPlan) => {
  const queries = trickle(service, plan.queriesPerSecond);
  await delay(plan.idleSeconds * 1_000);
  await queries.stop();
  const { ms } = queries.taken();
  return { p50: percentile(ms, 0.5), p99: percentile(ms, 0.99), max: Math.max(...ms) };
};

const overloaded = async (
  service: StartedService,
  sender: Sender,
  { seconds, sampleSeconds, queriesPerSecond }: LoadPlan,
  rate: number,
  onSample: (sample: Sample) => void,
): Promise<readonly Sample[]> => {
  const queries = trickle(service, queriesPerSecond);
  const watching = watch({ service, sender, taken: queries.taken }, sampleSeconds, onSample);
  await sender.atRate(seconds, rate);
  await queries.stop();
  return watching.stop();
};

/**
 * Starts the service on empty stores of its own, finds out how many facts it can take, offers twice as many for a while
 * beside steady queries, and asks afterwards for every fact that was acknowledged. Whatever it starts ends with it.
 */
export const runLoad = (
  plan: LoadPlan,
  say: (line: string) => void = () => undefined,
  onSample: (sample: Sample) => void = () => undefined,
): Promise<LoadResult> =>
  withResources(async (resources) => {
    const dataDir = await freshDataDir(resources);
    const service = await startService(dataDir, plan.environment);
    resources.defer(service.stop);
    const sender = startSender(service, plan.factsInBatch);

    say(`as many facts as it takes, for ${plan.measureSeconds} s`);
    const takenPerSecond = await sender.asFastAsItGoes(plan.measureSeconds, inFlightAtMeasure);
    await recovery(service, { position: sender.position(), idleMs: Infinity });
    say('queries only');
    const idle = await idleLatencies(service, plan);

    const offeredPerSecond = overload * takenPerSecond;
    say(`${Math.round(offeredPerSecond)} facts/s offered for ${plan.seconds} s`);
    const samples = await overloaded(service, sender, plan, offeredPerSecond, onSample);
    say('recovering');
    const position = sender.position();
    const recovered = await recovery(service, { position, idleMs: idle.max });
    const counted = await countedFacts(service);

    say('asking for every acknowledged fact');
    const lost = await lostFacts(service, sender.acknowledged());
    const { accepted: acknowledged } = sender.sent();
    const failures = sender.failures();
    const exitCode = await service.stop();
    return {
      ...{ takenPerSecond, offeredPerSecond, idle, samples, failures, recovered },
      ...{ acknowledged, counted, lost, exitCode },
    };
  });
