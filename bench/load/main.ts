import { parseArgs } from 'node:util';
import { releaseOnInterrupt } from '../processes/resources.ts';
import { report } from './report.ts';
import { runLoad, type LoadPlan } from './run-load.ts';

const help = `Offers the ledger twice as many facts as it can take, on this machine only, and tells how it bears that.

  npm run load -- [--seconds N]

  --seconds N  how long (120); what comes before and after takes a minute or two more
  --help       this text

Progress goes to stderr, results to stdout. It ends by itself, with 1 where an acknowledged fact is lost. All servers are its
own, on empty stores, and end with it.
`;

const samplesOfAll = 24;

const planFor = (seconds: number): LoadPlan => ({
  seconds,
  measureSeconds: 8,
  idleSeconds: 5,
  sampleSeconds: Math.max(1, seconds / samplesOfAll),
  factsInBatch: 500,
  queriesPerSecond: 10,
});

const startedAt = performance.now();

const say = (line: string): void => {
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  console.error(`${String(seconds).padStart(5)} s  ${line}`);
};

const secondsFrom = (text: string): number => {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new Error(`--seconds is ${text} but must be a number`);
  return Number(text);
};

const options = {
  seconds: { type: 'string', default: '120' },
  help: { type: 'boolean', default: false },
} as const;

releaseOnInterrupt();
try {
  const { values } = parseArgs({ options });
  if (values.help) console.log(help);
  else {
    const result = await runLoad(planFor(secondsFrom(values.seconds)), say, ({ seconds, sent }) => {
      say(`${Math.round(seconds)} s of load, ${sent.acknowledged} facts acknowledged`);
    });
    console.log(report(result));
    if (result.lost > 0 || result.counted < result.acknowledged) process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
