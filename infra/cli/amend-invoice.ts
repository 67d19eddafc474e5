import * as t from 'io-ts';
import { askService } from './ask-service.ts';
import type { Output } from './output.ts';
import type { Service } from './post-lines.ts';

const State = t.type({ number: t.string, period: t.string, status: t.string });
const CreditNote = t.type({ number: t.string, currency: t.string, total: t.string });

const pathOf = (number: string, what: string): string =>
  `/v1/invoices/${encodeURIComponent(number)}/${what}`;

/** Takes a document away, for good. */
export const voidInvoice = async (
  service: Service,
  number: string,
  reason: string,
  { say, print, json }: Output,
): Promise<void> => {
  const path = pathOf(number, 'void');
  const state = await askService(service, State, { method: 'POST', path, body: { reason } });
  if (json) print(JSON.stringify(state));
  else say(`${number} is void. ledger bill ${state.period} issues another one.`);
};

/** What is given back: an amount of all of it or amounts by line; with `id`, again is safe. */
export type CreditWanted = {
  readonly reason: string;
  readonly amount?: string;
  readonly lines?: readonly { readonly line: number; readonly amount: string }[];
  readonly id?: string;
};

/** Gives money back on a document, by a credit note. */
export const creditInvoice = async (
  service: Service,
  number: string,
  wanted: CreditWanted,
  { say, print, json }: Output,
): Promise<void> => {
  const path = pathOf(number, 'credit-notes');
  const note = await askService(service, CreditNote, { method: 'POST', path, body: wanted });
  if (json) print(JSON.stringify(note));
  else say(`Credit note ${note.number} gives back ${note.total} ${note.currency}.`);
};
