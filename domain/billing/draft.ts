import { canonicalJson } from '../canonical-json.ts';
import { sha256 } from '../hash.ts';
import { moneyOf } from '../rating/texts.ts';
import { isZero, none, order } from '../rational.ts';
import { instantText } from '../time/instant.ts';
import type { UnnumberedAdjustment } from './adjustment.ts';
import { asJson, type Basis, type BillingDocument, type UnhashedDocument } from './document.ts';
import { invoiceNumber } from './invoice-number.ts';
import { spanOf, totalOf, type UnnumberedLine } from './rated-lines.ts';
import type { Terms } from './terms.ts';

/** What an account's month comes to. */
export type Billable = {
  readonly tenant: string;
  readonly account: string;
  readonly terms: Terms;
  /** The attribution version that it was rated by. */
  readonly attribution: number;
  readonly sequence: bigint;
  readonly issue: number;
  readonly lines: readonly UnnumberedLine[];
  /** By period. */
  readonly adjustments: readonly UnnumberedAdjustment[];
};

/** What a period is rated by, as documents keep it. */
export const basisOf = ({ model, version, segments }: Terms, attribution: number): Basis => ({
  model,
  version,
  attribution,
  stretches: segments.flatMap(({ stretches }) =>
    stretches.map((stretch) => ({ ...spanOf(stretch), plan: stretch.plan.key })),
  ),
});

/** The period of terms, as documents keep it. */
export const billedPeriod = ({ period: { month, from, to } }: Terms) => ({
  month,
  from: instantText(from),
  to: instantText(to),
});

/** The hash of a document: SHA-256 of its canonical JSON (RFC 8785) without the hash itself. */
export const documentHash = (document: object): string => sha256(canonicalJson(asJson(document)));

/** Gives each line its number, from 1, through the lines and then the adjustments. */
const numbered = ({ lines, adjustments }: Pick<Billable, 'lines' | 'adjustments'>) => {
  let count = 0;
  const withNumber = <L extends object>(line: L) => ({ line: (count += 1), ...line });
  return {
    lines: lines.map(withNumber),
    adjustments: adjustments.map((part) => ({ ...part, lines: part.lines.map(withNumber) })),
  };
};

/** A document before it is issued. */
export type Draft = Omit<BillingDocument, 'number' | 'issue' | 'hash'>;

/** What is to be billed, as a document shows it. */
export const draftOf = (billable: Billable): Draft => {
  const { tenant, account, terms, attribution, sequence } = billable;
  const { currency, timeZone } = terms.pricing;
  const { lines, adjustments } = numbered(billable);
  const total = totalOf([...lines, ...adjustments], currency);
  return {
    kind: order(moneyOf(total), none) < 0 ? 'credit_note' : 'invoice',
    tenant,
    account,
    period: billedPeriod(terms),
    timeZone,
    currency,
    basis: basisOf(terms, attribution),
    sequence: String(sequence),
    lines,
    adjustments,
    total,
  };
};

/** The document that bills it, the same byte for byte for the same input. */
export const documentOf = (billable: Billable): BillingDocument => {
  const { tenant, account, terms, issue } = billable;
  const number = invoiceNumber({ tenant, account, month: terms.period.month }, issue);
  const document: UnhashedDocument = { number, issue, ...draftOf(billable) };
  return { ...document, hash: documentHash(document) };
};

/** Whether there is anything to bill: an amount other than 0. */
export const isBillable = ({
  lines,
  adjustments,
}: Pick<Billable, 'lines' | 'adjustments'>): boolean =>
  lines.some(({ amount }) => !isZero(moneyOf(amount))) || adjustments.length > 0;
