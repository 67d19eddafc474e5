import { Command } from 'commander';
import { settingsFrom } from '../config/settings.ts';
import { interrupted } from './interrupted.ts';
import { outputOf } from './output.ts';
import type { Service } from './post-lines.ts';
import { cancelRebuild, listProjections, rebuildProjections } from './projections.ts';
import { serviceAccess } from './service-access.ts';

type Options = { readonly url?: string; readonly json?: true };

const access = (options: Options): Promise<Service> =>
  serviceAccess(settingsFrom(process.env), options);

const examples = `
Examples:
  ledger projections rebuild usage storage
  ledger projections cancel storage
`;

/** `ledger projections`: it asks the service over HTTP, so it runs wherever that can be reached. */
export const projectionsCommand = (help: string): Command => {
  const projections = new Command('projections')
    .description('list the read models, and have them filled anew while they answer')
    .addHelpText('after', examples);
  const subcommand = (name: string, description: string): Command =>
    projections
      .command(name)
      .description(description)
      .option('--url <url>', 'the service (default: where the settings put it on this machine)')
      .addHelpText('after', help);
  subcommand('list', 'list them, how far they are and what is filled beside them')
    .option('--json', 'answer in JSON')
    .action(async (options: Options) => listProjections(await access(options), outputOf(options)));
  subcommand('rebuild', 'fill read models anew from the log; the present ones answer meanwhile')
    .argument('<name...>', 'read models, as projections list names them')
    .option('--no-wait', 'do not follow it')
    .action(
      async (
        names: readonly string[],
        { wait, ...options }: Options & { readonly wait: boolean },
      ) =>
        rebuildProjections(
          await access(options),
          names,
          outputOf(options),
          wait ? interrupted() : undefined,
        ),
    );
  subcommand('cancel', 'give up filling a read model anew')
    .argument('<name>', 'the read model')
    .action(async (name: string, options: Options) =>
      cancelRebuild(await access(options), name, outputOf(options)),
    );
  return projections;
};
