import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { oneOf } from '../../domain/codec/refined.ts';
import { FactNumber } from '../../domain/rating/charge.ts';
import { annotated } from '../annotated.ts';
import { DecimalText, TimeText, WholeText } from '../answer-parts.ts';

// The parts of documents (domain/billing/document.ts), as answers describe them.

const span = { from: TimeText, to: TimeText };

const Month = annotated(t.string, { pattern: '^\\d{4}-\\d{2}$', examples: ['2026-03'] });
const Precise = annotated(t.string, {
  pattern: '^-?\\d+(\\.\\d+|/\\d+)?$',
  description: 'Before rounding: a decimal, or a fraction in lowest terms where that does not end',
});

export const BilledPeriod = closed('DocumentPeriod', { month: Month, ...span }, {});

export const Basis = annotated(
  closed(
    'DocumentBasis',
    {
      model: t.string,
      version: FactNumber,
      attribution: annotated(FactNumber, { description: 'The latest version; 0: none' }),
      stretches: t.readonlyArray(closed('DocumentStretch', { ...span, plan: t.string }, {})),
    },
    {},
  ),
  { description: 'What the period was rated by' },
);

const DocumentTier = closed(
  'DocumentTier',
  { quantity: DecimalText, unitAmount: Precise, flatAmount: Precise, amountPrecise: Precise },
  {
    upTo: annotated(t.union([DecimalText, t.null]), { description: 'null: the last tier' }),
    packageSize: annotated(DecimalText, {
      description: 'What one package holds, where `quantity` is the number of packages',
    }),
  },
);

const lineParts = {
  required: {
    line: FactNumber,
    charge: annotated(t.string, {
      description: 'The key of the charge, or `base_fee`, or `plan_minimum`',
    }),
    segment: closed('DocumentSegment', span, {}),
    plan: t.string,
    amountPrecise: Precise,
    amount: DecimalText,
  },
  optional: {
    meter: t.string,
    quantity: DecimalText,
    freeUnits: annotated(DecimalText, {
      description:
        "What of the quantity is free, by the segment's share of the period; absent where nothing is",
    }),
    unit: t.string,
    tiers: t.readonlyArray(DocumentTier),
    planAmount: annotated(Precise, {
      description:
        "Of `base_fee`: the plan's for a whole period; of `plan_minimum`: the minimum of the segment, before rounding",
    }),
    facts: WholeText,
    factsDigest: annotated(t.string, { description: 'The tree hash over its facts (RFC 9162)' }),
  },
};

export const DocumentLine = closed('DocumentLine', lineParts.required, lineParts.optional);

const DocumentAdjustmentLine = closed(
  'DocumentAdjustmentLine',
  { ...lineParts.required, before: DecimalText, now: DecimalText },
  { ...lineParts.optional, quantityChange: DecimalText },
);

export const DocumentAdjustment = closed(
  'DocumentAdjustment',
  {
    period: BilledPeriod,
    basis: Basis,
    lines: t.readonlyArray(DocumentAdjustmentLine),
    amount: DecimalText,
  },
  { invoice: annotated(t.string, { description: 'The document that stands for the period' }) },
);

export const DocumentStatus = oneOf('DocumentStatus', 'issued', 'void');
export type DocumentStatus = t.TypeOf<typeof DocumentStatus>;

/** Why a document counts no more. */
export const Voided = closed(
  'DocumentVoided',
  { reason: t.string, by: t.string, at: TimeText },
  {},
);
