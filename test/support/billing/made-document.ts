import { documentHash } from '../../../domain/billing/draft.ts';
import type {
  AdjustmentLine,
  BillingDocument,
  Line,
  UnhashedDocument,
} from '../../../domain/billing/document.ts';

const period = {
  month: '2026-01',
  from: '2026-01-01T00:00:00.000Z',
  to: '2026-02-01T00:00:00.000Z',
};
const before = {
  month: '2025-12',
  from: '2025-12-01T00:00:00.000Z',
  to: '2026-01-01T00:00:00.000Z',
};
const segment = { from: period.from, to: period.to };
const basis = {
  model: 'standard',
  version: 1,
  attribution: 0,
  stretches: [{ ...segment, plan: 'free' }],
};

/** A line of which only its number and amount matter. */
export const madeLine = (line: number, amount: string): Line => ({
  line,
  charge: `charge_${line}`,
  segment,
  plan: 'free',
  amountPrecise: amount,
  amount,
});

const adjusted = (line: number, amount: string): AdjustmentLine => ({
  ...madeLine(line, amount),
  before: '0.00',
  now: amount,
});

/** A document with these amounts by line; those of an adjustment come after its own. */
export const madeDocument = ({
  amounts = ['10.00'],
  adjustments = [],
  ...parts
}: Partial<Omit<UnhashedDocument, 'lines' | 'adjustments'>> & {
  readonly amounts?: readonly string[];
  readonly adjustments?: readonly string[];
} = {}): BillingDocument => {
  const document: UnhashedDocument = {
    number: '2026-01-AAAA',
    kind: 'invoice',
    tenant: 't1',
    account: 'user:1',
    issue: 1,
    period,
    timeZone: 'UTC',
    currency: 'EUR',
    basis,
    sequence: '7',
    lines: amounts.map((amount, index) => madeLine(index + 1, amount)),
    adjustments:
      adjustments.length === 0
        ? []
        : [
            {
              period: before,
              basis,
              lines: adjustments.map((amount, index) =>
                adjusted(amounts.length + index + 1, amount),
              ),
              amount: adjustments[0] ?? '0.00',
            },
          ],
    total: amounts[0] ?? '0.00',
    ...parts,
  };
  return { ...document, hash: documentHash(document) };
};
