import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { refined } from '../../domain/codec/refined.ts';
import { annotated } from '../annotated.ts';
import { DecimalText } from '../answer-parts.ts';

const isPrecise = (value: unknown): value is string =>
  typeof value === 'string' && /^-?\d+(\.\d+|\/\d+)?$/.test(value);

export const PreciseText = refined(
  'PreciseText',
  {
    type: 'string',
    pattern: '^-?\\d+(\\.\\d+|/\\d+)?$',
    examples: ['0.3333', '1/3'],
    description: 'A decimal, or a fraction where that would not end',
  },
  'must be a decimal or a fraction as a text',
  isPrecise,
);

const upTo = annotated(t.union([DecimalText, t.null]), {
  description: 'The highest quantity of the tier; null for the last, absent where there are none',
});

export const RatedTierView = closed(
  'RatedTier',
  {
    quantity: DecimalText,
    unitAmount: PreciseText,
    flatAmount: annotated(PreciseText, {
      description:
        'Of a percentage: what fixed amounts, minimums and maximums of all facts come to together',
    }),
    amountPrecise: annotated(PreciseText, {
      description: '`quantity` × `unitAmount` + `flatAmount`, before minimum and maximum spend',
    }),
  },
  {
    upTo,
    packageSize: annotated(DecimalText, {
      description: 'What one package holds, where `quantity` is the number of packages',
    }),
  },
);

export const RatingView = closed(
  'Rating',
  {
    quantity: annotated(DecimalText, {
      description: 'In the unit of the charge, before free units',
    }),
    amount: annotated(DecimalText, {
      description: 'Rounded half away from zero to the minor unit of the currency',
    }),
    amountPrecise: PreciseText,
    tiers: annotated(t.readonlyArray(RatedTierView), {
      description: 'What was priced how; of a package model the quantity is the number of packages',
    }),
  },
  {},
);
