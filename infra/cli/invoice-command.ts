import { Command, InvalidArgumentError, Option } from 'commander';
import { creditInvoice, voidInvoice } from './amend-invoice.ts';
import { invoiceFacts } from './invoice-facts.ts';
import { listInvoices } from './list-invoices.ts';
import { outputOf } from './output.ts';
import { access, serviceCommand, type ServiceOptions } from './service-command.ts';
import { invoiceFormats, previewInvoice, showInvoice, type InvoiceFormat } from './show-invoice.ts';

const examples = `
Examples:
  ledger invoice list user:u1
  ledger invoice list --run run-mwshkw77212249447a9a
  ledger invoice preview user:u1 2026-01
  ledger invoice show 2026-01-1K4F-BC5G-HN14
  ledger invoice show 2026-01-1K4F-BC5G-HN14 --format pdf --out invoice.pdf
  ledger invoice facts 2026-01-1K4F-BC5G-HN14 4
  ledger invoice credit 2026-01-1K4F-BC5G-HN14 --reason "an outage" --line 2=0.20 --line 3=1.00
  ledger invoice void 2026-01-1K4F-BC5G-HN14 --reason "wrong address"
`;

type ListOptions = ServiceOptions & { readonly period?: string; readonly run?: string };
type ShowOptions = ServiceOptions & { readonly format?: InvoiceFormat; readonly out?: string };
type LineAmount = { readonly line: number; readonly amount: string };
type CreditOptions = ServiceOptions & {
  readonly reason: string;
  readonly amount?: string;
  readonly line?: readonly LineAmount[];
  readonly id?: string;
};

const withLine = (text: string, before: readonly LineAmount[] = []): readonly LineAmount[] => {
  const [, line, amount] = /^(\d{1,9})=(.+)$/.exec(text) ?? [];
  if (line === undefined || amount === undefined) {
    throw new InvalidArgumentError('It is N=AMOUNT, as 2=0.20.');
  }
  return [...before, { line: Number(line), amount }];
};

const list = async (
  account: string | undefined,
  { period, run, ...options }: ListOptions,
): Promise<void> => {
  const wanted = {
    ...(account === undefined ? {} : { account }),
    ...(period === undefined ? {} : { period }),
    ...(run === undefined ? {} : { run }),
  };
  await listInvoices(await access(options), wanted, outputOf(options));
};

const show = async (number: string, { format, out, ...options }: ShowOptions): Promise<void> => {
  const shown = { format: format ?? (options.json === true ? 'json' : 'text'), out };
  await showInvoice(await access(options), number, shown, outputOf(options));
};

const credit = async (
  number: string,
  { reason, amount, line, id, ...options }: CreditOptions,
): Promise<void> => {
  const wanted = {
    reason,
    ...(amount === undefined ? {} : { amount }),
    ...(line === undefined ? {} : { lines: line }),
    ...(id === undefined ? {} : { id }),
  };
  await creditInvoice(await access(options), number, wanted, outputOf(options));
};

type Subcommand = (name: string, description: string) => Command;

const addReading = (subcommand: Subcommand): void => {
  subcommand('list', 'list invoices of all accounts, the last issued first')
    .argument('[account]', 'those of this account')
    .option('--period <YYYY-MM>', 'those for this month')
    .option('--run <id>', 'those that this billing run issued')
    .action(list);
  subcommand('show', 'show an invoice, or save it')
    .argument('<number>', 'the invoice')
    .addOption(
      new Option('--format <format>', 'what it is shown as (default: text)')
        .choices(invoiceFormats)
        .conflicts('json'),
    )
    .option('--out <file>', 'write it to this file')
    .action(show);
  subcommand('preview', 'show what an account would be billed now; it is kept nowhere')
    .argument('<account>', 'as user:u1 or group:g7')
    .argument('<YYYY-MM>', 'the month')
    .action(async (account: string, period: string, options: ServiceOptions) =>
      previewInvoice(await access(options), account, period, outputOf(options)),
    );
  subcommand('facts', 'list the facts behind a line, in the order of the log')
    .argument('<number>', 'the invoice')
    .argument('<line>', 'the number of the line')
    .action(async (number: string, line: string, options: ServiceOptions) =>
      invoiceFacts(await access(options), number, line, outputOf(options)),
    );
};

const addAmending = (subcommand: Subcommand): void => {
  subcommand('void', 'take an invoice away for good, with the credit notes on it')
    .argument('<number>', 'the invoice')
    .requiredOption('--reason <text>', 'why')
    .action(
      async (
        number: string,
        { reason, ...options }: ServiceOptions & { readonly reason: string },
      ) => voidInvoice(await access(options), number, reason, outputOf(options)),
    );
  subcommand('credit', 'give money back on an invoice, never more than remains')
    .argument('<number>', 'the invoice')
    .requiredOption('--reason <text>', 'why')
    .option('--amount <amount>', 'so much in all, taken from the lines in order')
    .addOption(
      new Option('--line <N=AMOUNT...>', 'so much of a line')
        .argParser(withLine)
        .conflicts('amount'),
    )
    .option('--id <id>', 'a name of your own for this request: again gives nothing back twice')
    .action(credit);
};

/** `ledger invoice`: it asks the service over HTTP, so it runs wherever that can be reached. */
export const invoiceCommand = (help: string): Command => {
  const invoice = new Command('invoice')
    .description('list, show, preview, credit and void invoices')
    .addHelpText('after', examples);
  const subcommand: Subcommand = (name, description) =>
    serviceCommand(invoice, help, name, description);
  addReading(subcommand);
  addAmending(subcommand);
  return invoice;
};
