import { minorUnits } from '../../domain/money/currency.ts';
import { moneyOf, moneyText } from '../../domain/rating/texts.ts';
import { difference, none, sum } from '../../domain/rational.ts';

type Standing = {
  readonly total: string;
  readonly currency: string;
  readonly isVoid: boolean;
  /** What was given back on it. */
  readonly credited: readonly string[];
};

/** What is left of a document: its total less its credit notes, and nothing where it is void. */
export const remainingOf = ({ total, currency, isVoid, credited }: Standing): string => {
  const left = difference(moneyOf(total), credited.map(moneyOf).reduce(sum, none));
  return moneyText(isVoid ? none : left, minorUnits(currency));
};
