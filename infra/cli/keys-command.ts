import { Command } from 'commander';
import { settingsFrom } from '../config/settings.ts';
import { createKey, listKeys, revokeKey } from './keys.ts';
import { outputOf } from './output.ts';
import type { Service } from './post-lines.ts';
import { serviceAccess } from './service-access.ts';

type Options = { readonly url?: string; readonly tenant?: string; readonly json?: true };
type Wanted = Options & { readonly name: string; readonly scope: readonly string[] };

const access = (options: Options): Promise<Service> =>
  serviceAccess(settingsFrom(process.env), options);

const examples = `
Examples:
  ledger keys create --name uploads --scope ingest --scope read --tenant openmeet
  ledger keys list --tenant openmeet
`;

const gathered = (scope: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  scope,
];

/** `ledger keys`: it asks the service over HTTP, so it runs wherever that can be reached. */
export const keysCommand = (help: string): Command => {
  const keys = new Command('keys')
    .description('make, list and revoke the keys of a tenant')
    .addHelpText('after', examples);
  const subcommand = (name: string, description: string): Command =>
    keys
      .command(name)
      .description(description)
      .option('--url <url>', 'the service (default: where the settings put it on this machine)')
      .option('--tenant <tenant>', 'whose keys, for a key that may act for any tenant')
      .option('--json', 'answer in JSON')
      .addHelpText('after', help);
  subcommand('create', 'make a key; it is printed once and never again')
    .requiredOption('--name <name>', 'what it is for')
    .requiredOption(
      '--scope <scope>',
      'ingest, membership, amend, read, billing or admin; may be said more than once',
      gathered,
    )
    .action(async ({ name, scope, ...options }: Wanted) =>
      createKey(await access(options), { name, scopes: scope }, outputOf(options)),
    );
  subcommand('list', 'list keys, the revoked included').action(async (options: Options) =>
    listKeys(await access(options), outputOf(options)),
  );
  subcommand('revoke', 'revoke a key for good')
    .argument('<id>', 'as `ledger keys list` shows it')
    .action(async (id: string, options: Options) =>
      revokeKey(await access(options), id, outputOf(options)),
    );
  return keys;
};
