import { decimalText, ends, fixedText, rounded, type Fraction } from './fraction.ts';

// Rule 1.

// ISO 4217, active codes; all others have 2.
const withoutMinorUnit =
  'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ');
const withThreePlaces = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');
const withFourPlaces = 'CLF UYW'.split(' ');

export const minorPlaces = (currency: string): number => {
  if (withoutMinorUnit.includes(currency)) return 0;
  if (withThreePlaces.includes(currency)) return 3;
  return withFourPlaces.includes(currency) ? 4 : 2;
};

/** An `amount`. */
export const moneyText = (value: Fraction, currency: string): string =>
  fixedText(rounded(value, minorPlaces(currency)), minorPlaces(currency));

/** An `amountPrecise`. */
export const preciseText = (value: Fraction): string =>
  ends(value) ? decimalText(value) : `${value.n}/${value.d}`;

/** A `quantity`. */
export const quantityText = (value: Fraction): string =>
  decimalText(ends(value) ? value : rounded(value, 18));
