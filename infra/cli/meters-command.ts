import { Command } from 'commander';
import { settingsFrom } from '../config/settings.ts';
import { interrupted } from './interrupted.ts';
import { defineMeter, listMeters, retireMeter } from './meters.ts';
import { outputOf } from './output.ts';
import type { Service } from './post-lines.ts';
import { serviceAccess } from './service-access.ts';
import { textIn } from './text-in.ts';

type Options = { readonly url?: string; readonly tenant?: string; readonly json?: true };

const access = (options: Options): Promise<Service> =>
  serviceAccess(settingsFrom(process.env), options);

const examples = `
Examples:
  ledger meters define seats.json --wait
  echo '{ "key": "jobs.done", "unit": "job", "types": ["acme.job"], "aggregation": "count" }' | ledger meters define -
  ledger meters retire seats
`;

/** `ledger meters`: it asks the service over HTTP, so it runs wherever that can be reached. */
export const metersCommand = (help: string): Command => {
  const meters = new Command('meters')
    .description('define, list and retire the meters of a tenant')
    .addHelpText('after', examples);
  const subcommand = (name: string, description: string): Command =>
    meters
      .command(name)
      .description(description)
      .option('--url <url>', 'the service (default: where the settings put it on this machine)')
      .option('--tenant <tenant>', 'whose meters, for a key that may act for any tenant')
      .option('--json', 'answer in JSON')
      .addHelpText('after', help);
  subcommand('define', 'define a meter, which counts all facts from the beginning; again is safe')
    .argument('<file>', 'its definition in JSON; - for standard input')
    .option('--wait', 'wait until it answers')
    .action(async (file: string, { wait, ...options }: Options & { readonly wait?: true }) => {
      const definition = await textIn(file);
      const waiting = wait === undefined ? undefined : interrupted();
      await defineMeter(await access(options), definition, outputOf(options), waiting);
    });
  subcommand('list', 'list meters with their states').action(async (options: Options) =>
    listMeters(await access(options), outputOf(options)),
  );
  subcommand('retire', 'offer a meter no longer; it counts on')
    .argument('<key>', 'the key of the meter')
    .action(async (key: string, options: Options) =>
      retireMeter(await access(options), key, outputOf(options)),
    );
  return meters;
};
