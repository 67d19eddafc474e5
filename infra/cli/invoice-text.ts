import * as t from 'io-ts';
import { draftTable } from './draft-table.ts';

const Line = t.intersection([
  t.type({ line: t.number, charge: t.string, plan: t.string, amount: t.string }),
  t.partial({ quantity: t.string, quantityChange: t.string, unit: t.string }),
]);
type Line = t.TypeOf<typeof Line>;
const Period = t.type({ month: t.string });

const billed = {
  account: t.string,
  period: Period,
  currency: t.string,
  total: t.string,
  lines: t.array(Line),
  adjustments: t.array(t.type({ period: Period, lines: t.array(Line) })),
};

/** What is shown of a preview. */
export const Draft = t.intersection([
  t.type({ ...billed, asOf: t.string }),
  t.partial({ invoice: t.string }),
]);
export type Draft = t.TypeOf<typeof Draft>;

/** What is shown of a document. */
export const Invoice = t.intersection([
  t.type({
    ...billed,
    number: t.string,
    kind: t.string,
    issuedAt: t.string,
    creditNotes: t.array(t.type({ number: t.string, total: t.string, reason: t.string })),
    remaining: t.string,
  }),
  t.partial({ voided: t.type({ reason: t.string, by: t.string, at: t.string }) }),
]);
export type Invoice = t.TypeOf<typeof Invoice>;

type Billed = Pick<Draft, keyof typeof billed>;

/** The lines by number; with their plans where there are several, and with the month where they adjust another one. */
const tableOf = ({ currency, total, lines, adjustments }: Billed): string => {
  const late = adjustments.flatMap(({ period, lines: adjusted }) =>
    adjusted.map((line) => ({ ...line, of: ` of ${period.month}` })),
  );
  const all = [...lines.map((line) => ({ ...line, of: '' })), ...late];
  const digits = String(all.length).length;
  const severalPlans = new Set(all.map(({ plan }) => plan)).size > 1;
  return draftTable({
    currency,
    total,
    lines: all.map(({ line, charge, plan, of, amount, quantity, quantityChange, unit }) => {
      // Of an adjustment what changed is charged, not what is there.
      const shown = of === '' ? quantity : quantityChange;
      return {
        charge: `${String(line).padStart(digits)} ${charge}${severalPlans ? ` (${plan})` : ''}${of}`,
        amount,
        ...(shown === undefined || unit === undefined ? {} : { quantity: shown, unit }),
      };
    }),
  });
};

/** A document in text: whose it is, its lines by number, and what became of it. */
export const invoiceText = (invoice: Invoice): string => {
  const { number, kind, account, period, issuedAt, voided, creditNotes, currency } = invoice;
  const title = kind === 'credit_note' ? 'Credit note' : 'Invoice';
  const credits = creditNotes.map(
    (note) => `${note.number} gives back ${note.total}: ${note.reason}`,
  );
  return [
    `${title} ${number} for ${account}, ${period.month}, issued ${issuedAt}`,
    ...(voided === undefined ? [] : [`Void since ${voided.at}, by ${voided.by}: ${voided.reason}`]),
    tableOf(invoice),
    ...credits,
    ...(credits.length === 0 || voided !== undefined
      ? []
      : [`${invoice.remaining} ${currency} remain.`]),
  ].join('\n');
};

/** A preview in text, and whether an invoice stands for its month. */
export const draftText = (draft: Draft): string =>
  [
    `What ${draft.account} would be billed for ${draft.period.month}, as of ${draft.asOf}`,
    tableOf(draft),
    ...(draft.invoice === undefined ? [] : [`${draft.invoice} stands for the month.`]),
  ].join('\n');
