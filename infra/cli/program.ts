import { Command, Option } from 'commander';
import pino, { type Logger } from 'pino';
import { roles, settingsFrom, variables, type Settings } from '../config/settings.ts';
import { demo } from '../demo/demo.ts';
import type { Service } from '../serve.ts';
import { addBackup } from './backup.ts';
import { billCommand } from './bill-command.ts';
import { addCopyLog } from './copy-log.ts';
import { addExport } from './export.ts';
import { attributionCommand } from './attribution-command.ts';
import { importFile } from './import-file.ts';
import { importLog, importLogHelp } from './import-log.ts';
import { aborted, interrupted } from './interrupted.ts';
import { invoiceCommand } from './invoice-command.ts';
import { keysCommand } from './keys-command.ts';
import { metersCommand } from './meters-command.ts';
import { pricingCommand } from './pricing-command.ts';
import { projectionsCommand } from './projections-command.ts';
import { rebuild } from './rebuild.ts';
import { addRestore } from './restore.ts';
import { subscriptionCommand } from './subscription-command.ts';
import { accessVariables, serviceAccess } from './service-access.ts';

type Serve = (settings: Settings, logger: Logger) => Promise<Service>;

const allVariables = Object.values(variables);
type Listed = Pick<(typeof allVariables)[number], 'name' | 'fallback' | 'meaning'>;

const helpOn = (listed: readonly Listed[]): string => `
Settings come from the environment:
${listed
  .map(({ name, fallback, meaning }) => {
    const shown = fallback === '' ? '' : ` (${fallback})`;
    return `  ${name.padEnd(33)} ${meaning}${shown}`;
  })
  .join('\n')}
`;

const demoVariables: readonly Listed[] = [
  variables.port,
  variables.host,
  { ...variables.dataDir, meaning: 'what the folder of its data is named after: -demo is added' },
  variables.namespace,
  variables.databaseConnections,
  variables.earliest,
  variables.leewaySeconds,
  variables.unprojectedMax,
  variables.waitSeconds,
];

const importVariables: readonly Listed[] = [
  ...accessVariables,
  { ...variables.namespace, meaning: `with --log: ${variables.namespace.meaning}` },
  { ...variables.eventstoreUrl, meaning: `with --log: ${variables.eventstoreUrl.meaning}` },
];

const rebuildVariables: readonly Listed[] = [
  variables.dataDir,
  variables.namespace,
  variables.eventstoreUrl,
  variables.databaseUrl,
  variables.databaseConnections,
];

const say = (line: string): void => {
  console.error(line);
};

const loggerOf = ({ logLevel }: Settings): Logger => pino({ level: logLevel });

const runServe = async (
  serve: Serve,
  { role = process.env[variables.role.name] }: { readonly role?: string },
): Promise<void> => {
  const settings = settingsFrom({ ...process.env, [variables.role.name]: role });
  const signal = interrupted();
  const service = await serve(settings, loggerOf(settings));
  for (const server of service.embedded) say(`Started ${server}`);
  say(`The admin key is in ${service.key.file}${service.key.isNew ? ', made just now' : ''}`);
  if (settings.role !== 'projections') say(`The documentation is at ${service.url}/docs`);
  if (service.privateUrl !== undefined) say(`Health and metrics are at ${service.privateUrl}`);
  const gone = Promise.race([aborted(signal), service.failed]);
  if (await Promise.race([service.ready.then(() => true), gone.then(() => false)])) {
    say(`Ready at ${service.url}`);
  }
  const failure = await gone;
  const overdue = setTimeout(() => {
    say('Not everything could be ended in good order; nothing that was acknowledged is lost.');
    process.exit(1);
  }, settings.stopSeconds * 1_000);
  await service.stop();
  clearTimeout(overdue);
  if (failure !== undefined) throw failure;
};

const runImport = async (
  file: string,
  options: { readonly url?: string; readonly tenant?: string; readonly log?: true },
): Promise<void> => {
  if (options.log === true) {
    await importLog(file, say);
    return;
  }
  const settings = settingsFrom(process.env);
  const service = await serviceAccess(settings, options);
  const result = await importFile(file, service, { signal: interrupted(), say });
  const { accepted, duplicates, refused, position, interrupted: stopped, failure } = result;
  if (accepted + duplicates + refused === 0 && !stopped && failure === undefined) {
    say(`${file} holds no facts`);
    return;
  }
  say(`${accepted} accepted, ${duplicates} were in already, ${refused} refused`);
  if (position > 0n) say(`A query with after=${position.toString()} sees all of it.`);
  if (stopped) say('Stopped before the end: run it again to go on.');
  if (refused > 0 || stopped) process.exitCode = 1;
  if (failure !== undefined) throw failure;
};

const runRebuild = async (): Promise<void> => {
  const settings = settingsFrom(process.env);
  const signal = interrupted();
  say('Rebuilding …');
  const { sequence, digest, complete } = await rebuild(
    settings,
    loggerOf({ ...settings, logLevel: 'warn' }),
    {
      signal,
      say,
    },
  );
  say(`${complete ? 'Rebuilt from' : 'Stopped at'} ${sequence} events, log digest ${digest}`);
  if (complete) return;
  say('The next start goes on from there.');
  process.exitCode = 1;
};

/** The command line. `serve` comes from the composition root, the one place that knows api and infra. */
export const programOf = (serve: Serve): Command => {
  const program = new Command('ledger')
    .description('Records every usage fact once and answers what was used, exactly.')
    .showHelpAfterError();
  program
    .command('serve')
    .description('run the service, with what it needs where the settings name nothing else')
    .addOption(
      new Option(
        '--role <role>',
        `what this process does, whatever ${variables.role.name} says`,
      ).choices(roles),
    )
    .addHelpText('after', helpOn(allVariables))
    .action((options: { readonly role?: string }) => runServe(serve, options));
  program
    .command('demo')
    .description('run the service, import a sample of a real history and show a member’s month')
    .addHelpText('after', helpOn(demoVariables))
    .action(() => demo(serve, { settings: settingsFrom(process.env), signal: interrupted(), say }));
  program
    .command('import')
    .description('send the facts of an NDJSON file, plain or gzip; again is safe and goes on')
    .argument('<file>', 'CloudEvents, one a line')
    .option('--url <url>', 'the service (default: where the settings put it on this machine)')
    .option('--tenant <tenant>', 'whose facts they are, for a key that may act for any tenant')
    .addOption(
      new Option('--log', 'the file is a whole log, and goes into the event store').conflicts([
        'url',
        'tenant',
      ]),
    )
    .addHelpText('after', `${importLogHelp}${helpOn(importVariables)}`)
    .action(runImport);
  program.addCommand(keysCommand(helpOn(accessVariables)));
  program.addCommand(metersCommand(helpOn(accessVariables)));
  program.addCommand(pricingCommand(helpOn(accessVariables)));
  program.addCommand(attributionCommand(helpOn(accessVariables)));
  program.addCommand(subscriptionCommand(helpOn(accessVariables)));
  program.addCommand(billCommand(helpOn(accessVariables)));
  program.addCommand(invoiceCommand(helpOn(accessVariables)));
  program.addCommand(projectionsCommand(helpOn(accessVariables)));
  program
    .command('rebuild')
    .description(
      'drop all read models and fill them from the log alone; the service must be stopped (projections rebuild needs no stop)',
    )
    .addHelpText('after', helpOn(rebuildVariables))
    .action(runRebuild);
  for (const add of [addExport, addCopyLog, addBackup, addRestore]) add(program, { say, helpOn });
  return program;
};
