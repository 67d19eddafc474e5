import { help, optionsFrom, OptionsError, type Options } from './options.ts';
import { releaseOnInterrupt } from './processes/resources.ts';
import { machineFacts } from './report/machine.ts';
import { bill } from './sections/bill.ts';
import { memory } from './sections/memory.ts';
import { projectLog } from './sections/project.ts';
import { takeIn } from './sections/take-in.ts';

const startedAt = performance.now();

const say = (line: string): void => {
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  console.error(`${String(seconds).padStart(5)} s  ${line}`);
};

const run = async (options: Options): Promise<void> => {
  const { only } = options;
  console.log(`The ledger against the bare event store client, all on loopback\n`);
  console.log(machineFacts(options));
  if (only.has('a') || only.has('a2')) console.log(await takeIn(options, say));
  if (only.has('b')) console.log(await projectLog(options, say));
  if (only.has('c')) console.log(await memory(options, say));
  if (only.has('d')) console.log(await bill(options, say));
};

releaseOnInterrupt();
try {
  const options = optionsFrom(process.argv.slice(2));
  if (options.help) console.log(help);
  else await run(options);
} catch (error) {
  console.error(error instanceof OptionsError ? `${error.message}\n\n${help}` : error);
  process.exitCode = 1;
}
