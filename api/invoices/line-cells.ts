import type { AdjustmentLine, Line, LineTier, Span } from '../../domain/billing/document.ts';
import { baseFee, planMinimum } from '../../domain/billing/rated-lines.ts';
import { moneyText, preciseText, quantityText } from '../../domain/rating/texts.ts';
import { difference, isZero, none, order, sum } from '../../domain/rational.ts';
import { spanText } from './calendar-text.ts';
import { changeText, figureOf, figureText, moneyFigure, withGroups } from './figure-text.ts';
import type { Cell } from './paper.ts';

/** What lines are told in: the whole period, where days begin, and how many places money has. */
export type Setting = {
  readonly period: Span;
  readonly timeZone: string;
  readonly digits: number;
};

const feeNames: Readonly<Record<string, string>> = {
  [baseFee]: 'Base fee',
  [planMinimum]: 'Minimum of the plan',
};

/** What is charged for, on what plan and when. */
export const chargeCell = ({ charge, plan, segment }: Line, { timeZone }: Setting): Cell => ({
  text: feeNames[charge] ?? charge,
  details: [`plan ${plan}`, spanText(segment, timeZone)],
});

const isNothing = (figure: string): boolean => isZero(figureOf(figure));

const pricedText = ({ quantity, packageSize }: LineTier): string =>
  packageSize === undefined
    ? figureText(quantity)
    : `${figureText(quantity)} ${quantity === '1' ? 'package' : 'packages'} of ${figureText(packageSize)}`;

const boundText = ({ upTo }: LineTier): string => {
  if (upTo === undefined) return '';
  return upTo === null ? 'last tier: ' : `tier up to ${figureText(upTo)}: `;
};

/** `tier up to 10: 10 × 0.20 + 5.00 = 7.00`, `3 packages of 1,000 × 1.50 = 4.50`. */
const tierText =
  (digits: number) =>
  (tier: LineTier): string => {
    const { unitAmount, flatAmount, amountPrecise } = tier;
    const sign = flatAmount.startsWith('-') ? '\u2212' : '+';
    const flat = moneyFigure(flatAmount.replace('-', ''), digits);
    const fixed = isNothing(flatAmount) ? '' : ` ${sign} ${flat}`;
    const price = `${pricedText(tier)} × ${moneyFigure(unitAmount, digits)}${fixed}`;
    return `${boundText(tier)}${price} = ${moneyFigure(amountPrecise, digits)}`;
  };

/**
 * What of the quantity is not priced as it is. Documents of old do not say what was free nor how large packages are: there it
 * is free units where there are tiers with bounds; elsewhere it may be packages as well, of which a tier's quantity is the number.
 */
const unpricedText = ({ quantity, freeUnits, tiers = [] }: Line): readonly string[] => {
  if (freeUnits !== undefined) return [`${figureText(freeUnits)} free`];
  if (quantity === undefined || tiers.length === 0) return [];
  if (tiers.some(({ packageSize }) => packageSize !== undefined)) return [];
  const priced = tiers.map((tier) => figureOf(tier.quantity)).reduce(sum, none);
  const free = difference(figureOf(quantity), priced);
  if (isZero(free)) return [];
  return tiers.some(({ upTo }) => upTo !== undefined)
    ? [`${figureText(quantityText(free))} free`]
    : [`counts as ${figureText(quantityText(priced))} for the price`];
};

/** What a minimum or a maximum does to what the tiers come to. */
const limitText = ({ tiers = [], amountPrecise }: Line, digits: number): readonly string[] => {
  if (tiers.length === 0) return [];
  const priced = tiers.map((tier) => figureOf(tier.amountPrecise)).reduce(sum, none);
  const apart = difference(figureOf(amountPrecise), priced);
  if (isZero(apart)) return [];
  const what = order(apart, none) > 0 ? 'raised to the minimum' : 'lowered to the maximum';
  const change = changeText(preciseText(apart), digits);
  return [`${what}: ${change} = ${moneyFigure(amountPrecise, digits)}`];
};

const factsText = ({ facts, factsDigest = '' }: Line): readonly string[] =>
  facts === undefined
    ? []
    : [
        `${figureText(facts)} ${facts === '1' ? 'fact' : 'facts'}, digest ${factsDigest.slice(0, 16)}…`,
      ];

const roundedText = ({ amountPrecise }: Line, amount: string): readonly string[] =>
  isZero(difference(figureOf(amountPrecise), figureOf(amount)))
    ? []
    : [`${figureText(amountPrecise)}, rounded to ${figureText(amount)}`];

const withoutMeter: Readonly<Record<string, string>> = {
  [baseFee]: 'For the time on the plan, by the millisecond',
  [planMinimum]: 'What the charges lack to the minimum of the plan',
};

const lengthMs = ({ from, to }: Span): number => Date.parse(to) - Date.parse(from);

const units = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['milliseconds', 1],
] as const;

/** `22 of 31 days`, in the largest unit in which both are whole. */
const shareText = (part: Span, whole: Span): string => {
  const lengths = [lengthMs(part), lengthMs(whole)];
  const [name, ms] =
    units.find(([, unit]) => lengths.every((length) => length % unit === 0)) ?? units[2];
  const [some = '', all = ''] = lengths.map((length) => figureText(String(length / ms)));
  return `${some} of ${all} ${name}`;
};

/** How the amount of a line comes about that is the plan's own. */
const planText = (
  { charge, segment, planAmount, amountPrecise }: Line,
  { period, digits }: Setting,
): readonly string[] => {
  if (planAmount === undefined) return [];
  const whole = moneyFigure(planAmount, digits);
  const amount = moneyFigure(amountPrecise, digits);
  if (charge === baseFee) {
    return [
      planAmount === amountPrecise
        ? `${whole} for the whole period`
        : `${shareText(segment, period)} of ${whole} = ${amount}`,
    ];
  }
  const least = moneyText(figureOf(planAmount), digits);
  const rest = moneyText(difference(figureOf(least), figureOf(amountPrecise)), digits);
  return [
    `minimum for this time: ${whole}`,
    `${figureText(least)} less ${figureText(rest)} = ${amount}`,
  ];
};

/** What was counted; the unit stays as it is defined, which is right for one and for many. */
const countedText = ({ charge, quantity, unit = '', meter }: Line): string =>
  quantity === undefined || meter === undefined
    ? (withoutMeter[charge] ?? '')
    : `${meter}: ${figureText(quantity)} (unit: ${withGroups(unit)})`;

/** How its amount comes about, step by step. */
export const makingCell = (line: Line, amount: string, setting: Setting): Cell => ({
  text: countedText(line),
  details: [
    ...planText(line, setting),
    ...unpricedText(line),
    ...(line.tiers ?? []).map(tierText(setting.digits)),
    ...limitText(line, setting.digits),
    ...roundedText(line, amount),
    ...factsText(line),
  ],
});

/** The same for a period that was billed before: what is counted now, and how much more that is. */
export const changeCell = (line: AdjustmentLine, setting: Setting): Cell => {
  const { text, details = [] } = makingCell(line, line.now, setting);
  const { quantityChange } = line;
  return {
    text,
    details:
      quantityChange === undefined || isNothing(quantityChange)
        ? details
        : [`${changeText(quantityChange)} against what was billed`, ...details],
  };
};
