import { exact } from '../../domain/rating/texts.ts';
import { quotient, type Rational } from '../../domain/rational.ts';

// Figures as they are read in print. They are cut and grouped as texts: no digit passes through a float.

/** The number of a document's figure, `n/d` included. Throws TypeError where it is none. */
export const figureOf = (text: string): Rational => {
  const [numerator = '', denominator = '1'] = text.split('/');
  return quotient(exact(numerator), exact(denominator));
};

const minus = '\u2212';
const grouped = (digits: string): string => digits.replaceAll(/\B(?=(\d{3})+$)/g, ',');

const placesShown = 6;

/** The first digits of what does not end, towards 0. */
const cutOff = (text: string): string => {
  const { numerator, denominator } = figureOf(text);
  const size = numerator < 0n ? -numerator : numerator;
  const digits = String((size * 10n ** BigInt(placesShown)) / denominator).padStart(
    placesShown + 1,
    '0',
  );
  const sign = numerator < 0n ? '-' : '';
  return `${sign}${digits.slice(0, -placesShown)}.${digits.slice(-placesShown)}…`;
};

/** `-1234.5` as `−1,234.5`; what does not end as its first digits and `…`. */
export const figureText = (text: string): string => {
  const [integer = '', fraction] = (text.includes('/') ? cutOff(text) : text).split('.');
  const sign = integer.startsWith('-') ? minus : '';
  const whole = grouped(integer.replace('-', ''));
  return `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}`;
};

/** An amount of money: at least all places of its currency, `2` as `2.00`. */
export const moneyFigure = (text: string, digits: number): string => {
  const [integer = '', fraction = ''] = text.split('.');
  const isWhole = !text.includes('/') && fraction.length < digits;
  return figureText(isWhole ? `${integer}.${fraction.padEnd(digits, '0')}` : text);
};

/** A figure that is a change: with a plus where it is more than 0. */
export const changeText = (text: string, digits = 0): string =>
  `${/^(-|[0.]+$)/.test(text) ? '' : '+'}${moneyFigure(text, digits)}`;

/** The numbers within words, such as those of a unit, grouped. */
export const withGroups = (words: string): string =>
  words.replaceAll(/(?<![\d.])\d{4,}(?![\d.])/g, grouped);
