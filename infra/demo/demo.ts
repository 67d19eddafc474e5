import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as t from 'io-ts';
import pino, { type Logger } from 'pino';
import { aborted } from '../cli/interrupted.ts';
import { importFile } from '../cli/import-file.ts';
import type { Settings } from '../config/settings.ts';
import { invoiceNumber } from '../../domain/billing/invoice-number.ts';
import type { Service } from '../serve.ts';
import { Draft, draftTable } from '../cli/draft-table.ts';
import { askingWith, figuresOf, tableOf, type Ask } from './month-table.ts';
import { setSamplePrices } from './sample-prices.ts';

const sample = join(import.meta.dirname, 'sample.ndjson.gz');
const account = 'user:u31497e4382d3';
/** The busiest of that month. By the attribution that is shipped its owner pays for what is in it, and it for its plan alone. */
const group = 'group:g18a91d0b6cac';
const plan = 'community';
const month = { name: '2024-10', from: '2024-10-01T00:00:00Z', to: '2024-11-01T00:00:00Z' };

type DemoContext = {
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
};

const tenant = 'openmeet';

/** A table of what somebody would be billed, and the number of their invoice: of the one that stands, else of the next. */
const showDraft = async (
  { url, ask, say }: { readonly url: string; readonly ask: Ask } & Pick<DemoContext, 'say'>,
  payer: string,
): Promise<string> => {
  const preview = `${url}/v1/accounts/${payer}/invoices/preview?period=${month.name}`;
  const draft = await ask(Draft, preview);
  say(`What ${payer} would be billed for it, on the plan ${plan}:\n`);
  say(`${draftTable(draft)}\n\n  ${preview}\n`);
  return draft.invoice ?? invoiceNumber({ tenant, account: payer, month: month.name }, 1);
};

const show = async (service: Service, { settings, signal, say }: DemoContext): Promise<void> => {
  await service.ready;
  const key = (await readFile(service.key.file, 'utf8')).trim();
  say('Importing two months of a real community’s history …');
  const imported = await importFile(
    sample,
    { url: service.url, key, tenant: undefined },
    { signal, say },
  );
  if (imported.failure !== undefined) throw imported.failure;
  if (signal.aborted) return;
  say(`${imported.accepted} facts accepted, ${imported.duplicates} were in already.\n`);
  const ask = askingWith(key);
  const accountUrl = `${service.url}/v1/accounts/${account}`;
  // Waits until the read models hold what was just imported.
  await ask(t.unknown, `${service.url}/v1/summary?after=${imported.position}`);
  const figures = await figuresOf(ask, accountUrl, `from=${month.from}&to=${month.to}`);
  say(`What ${account} used in October 2024:\n`);
  say(`${tableOf(figures)}\n`);
  await setSamplePrices(
    { url: service.url, key, tenant: undefined },
    { accounts: [account, group], plan, from: month.from },
  );
  const number = await showDraft({ url: service.url, ask, say }, account);
  await showDraft({ url: service.url, ask, say }, group);
  const authorized = `curl -H "Authorization: Bearer $(cat ${service.key.file})"`;
  say(`Ask yourself:  ${authorized} '<one of the URLs>'`);
  say(
    `Bill it:       LEDGER_DATA_DIR=${settings.dataDir} bin/ledger bill ${month.name} --url ${service.url}`,
  );
  say(
    `Then see it:   ${authorized} -H 'accept: text/html' -o ${settings.dataDir}/invoice.html ${service.url}/v1/invoices/${number}`,
  );
  say(`Look around:   ${service.url}/docs`);
  say(
    `It stays up until Ctrl-C. Tenant ${tenant} is kept in ${settings.dataDir} for the next time.`,
  );
};

/**
 * Embedded servers in a folder beside the data folder, whatever the environment names: the sample must never get into a
 * store that somebody uses. Beside and not inside, so that the mode of the data folder stays its owner's business.
 */
const ofTheDemo = (settings: Settings): Settings => ({
  ...settings,
  dataDir: `${settings.dataDir}-demo`,
  tenant,
  eventstoreUrl: undefined,
  databaseUrl: undefined,
  role: 'all',
  issuers: [],
  privatePort: undefined,
});

/** Starts everything in a folder of its own, imports the sample, shows a member's month and stays up. */
export const demo = async (
  serve: (settings: Settings, logger: Logger) => Promise<Service>,
  context: DemoContext,
): Promise<void> => {
  const { signal } = context;
  const settings = ofTheDemo(context.settings);
  context.say('Starting the event store, PostgreSQL and the ledger …');
  const service = await serve(settings, pino({ level: 'warn' }));
  try {
    await show(service, { ...context, settings });
    const failure = await Promise.race([aborted(signal), service.failed]);
    if (failure !== undefined) throw failure;
  } finally {
    await service.stop();
  }
};
