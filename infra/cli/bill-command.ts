import { Command } from 'commander';
import { settingsFrom } from '../config/settings.ts';
import { bill, billStatus, cancelBill, listBills } from './bill.ts';
import { columns } from './columns.ts';
import { interrupted } from './interrupted.ts';
import { outputOf } from './output.ts';
import type { Service } from './post-lines.ts';
import { serviceAccess } from './service-access.ts';

type Options = { readonly url?: string; readonly tenant?: string; readonly json?: true };
type BillOptions = Options & {
  readonly accounts?: readonly string[];
  readonly dryRun?: true;
  readonly ignoreGrace?: true;
  readonly wait: boolean;
};

const access = (options: Options): Promise<Service> =>
  serviceAccess(settingsFrom(process.env), options);

const examples = `
Examples:
  ledger bill 2026-01 --dry-run
  ledger bill 2026-01
  ledger bill 2026-01 --accounts user:u1 group:g7 --ignore-grace
  ledger bill list
`;

const run = async (
  period: string,
  { accounts, dryRun, ignoreGrace, wait, ...options }: BillOptions,
): Promise<void> => {
  const wanted = {
    period,
    ...(accounts === undefined ? {} : { accounts }),
    ...(dryRun === undefined ? {} : { dryRun }),
    ...(ignoreGrace === undefined ? {} : { ignoreGrace }),
  };
  const waiting = wait ? interrupted() : undefined;
  await bill(await access(options), wanted, outputOf(options), waiting);
};

const shared = (command: Command, help: string): Command =>
  command
    .option('--url <url>', 'the service (default: where the settings put it on this machine)')
    .option('--tenant <tenant>', 'whose month, for a key that may act for any tenant')
    .option('--json', 'answer in JSON')
    .addHelpText('after', help);

/** The options of a subcommand, for the help of the command whose default it is. */
const optionsOf = (command: Command): string => {
  const help = command.createHelp();
  const options = help
    .visibleOptions(command)
    .map((option) => [help.optionTerm(option), help.optionDescription(option)]);
  return columns(options)
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
};

/** `ledger bill`: it asks the service over HTTP, so it runs wherever that can be reached. */
export const billCommand = (help: string): Command => {
  const command = new Command('bill')
    .description('bill a month that has ended; the run goes on by itself, also after a restart')
    .usage('[options] <YYYY-MM> | [command]');
  const month = shared(
    command.command('month', { isDefault: true }).description('bill a month: what bill alone does'),
    help,
  )
    .argument('<YYYY-MM>', 'the month')
    .option('--accounts <account...>', 'whom to bill (default: everybody)')
    .option('--dry-run', 'issue nothing; show what would be issued and what that comes to')
    .option('--ignore-grace', 'bill before the days of grace are over')
    .option('--no-wait', 'do not follow it')
    .action(run);
  command
    .addHelpText('after', () => `\nOptions of ledger bill <YYYY-MM>:\n${optionsOf(month)}`)
    .addHelpText('after', examples);
  const subcommand = (name: string, description: string): Command =>
    shared(command.command(name).description(description), help);
  subcommand('status', 'show how far a run is, and what failed')
    .argument('<id>', 'the run')
    .action(async (id: string, options: Options) =>
      billStatus(await access(options), id, outputOf(options)),
    );
  subcommand('cancel', 'stop a run after the accounts that are under way')
    .argument('<id>', 'the run')
    .action(async (id: string, options: Options) =>
      cancelBill(await access(options), id, outputOf(options)),
    );
  subcommand('list', 'list the last runs, the newest first').action(async (options: Options) =>
    listBills(await access(options), outputOf(options)),
  );
  return command;
};
