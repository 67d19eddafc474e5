import { writeFile } from 'node:fs/promises';
import { askService, bytesFromService } from './ask-service.ts';
import { Draft, draftText, Invoice, invoiceText } from './invoice-text.ts';
import type { Output } from './output.ts';
import type { Service } from './post-lines.ts';

/** How a document can be shown, and the media type that the service is asked for. */
const mediaTypes = {
  text: 'application/json',
  json: 'application/json',
  html: 'text/html',
  pdf: 'application/pdf',
  csv: 'text/csv',
} as const;
export type InvoiceFormat = keyof typeof mediaTypes;
export const invoiceFormats = Object.keys(mediaTypes);

const pathOf = (number: string): string => `/v1/invoices/${encodeURIComponent(number)}`;

const documentAs = async (
  service: Service,
  number: string,
  format: InvoiceFormat,
): Promise<Uint8Array> => {
  const asked = { method: 'GET', path: pathOf(number) } as const;
  if (format === 'text') {
    return Buffer.from(`${invoiceText(await askService(service, Invoice, asked))}\n`);
  }
  return bytesFromService(service, { ...asked, accept: mediaTypes[format] });
};

type Shown = { readonly format: InvoiceFormat; readonly out: string | undefined };

/** Shows a document, or writes it to a file, which it replaces. */
export const showInvoice = async (
  service: Service,
  number: string,
  { format, out }: Shown,
  { say, print }: Output,
): Promise<void> => {
  if (out === undefined && format === 'pdf' && process.stdout.isTTY) {
    throw new Error('A PDF is nothing for a terminal: say --out FILE.');
  }
  const bytes = await documentAs(service, number, format);
  if (out !== undefined) {
    await writeFile(out, bytes);
    say(`${number} is in ${out}`);
  } else if (format === 'json') print(Buffer.from(bytes).toString());
  else process.stdout.write(bytes);
};

/** Shows what an account would be billed for a month now. */
export const previewInvoice = async (
  service: Service,
  account: string,
  period: string,
  { print, json }: Output,
): Promise<void> => {
  const path = `/v1/accounts/${encodeURIComponent(account)}/invoices/preview?${new URLSearchParams({ period }).toString()}`;
  if (json) {
    print(Buffer.from(await bytesFromService(service, { method: 'GET', path })).toString());
  } else print(draftText(await askService(service, Draft, { method: 'GET', path })));
};
