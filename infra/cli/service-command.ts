import type { Command } from 'commander';
import { settingsFrom } from '../config/settings.ts';
import type { Service } from './post-lines.ts';
import { serviceAccess } from './service-access.ts';

/** What every command takes that asks the service over HTTP. */
export type ServiceOptions = {
  readonly url?: string;
  readonly tenant?: string;
  readonly json?: true;
};

export const access = (options: ServiceOptions): Promise<Service> =>
  serviceAccess(settingsFrom(process.env), options);

/** Adds a command that asks the service over HTTP, so that it runs wherever that can be reached. */
export const serviceCommand = (
  parent: Command,
  help: string,
  name: string,
  description: string,
): Command =>
  parent
    .command(name)
    .description(description)
    .option('--url <url>', 'the service (default: where the settings put it on this machine)')
    .option('--tenant <tenant>', 'which tenant, for a key that may act for any')
    .option('--json', 'answer in JSON')
    .addHelpText('after', help);
