import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { decimalToText, plus, zero, type Decimal } from '../../domain/decimal.ts';
import { instantText } from '../../domain/time/instant.ts';
import type { Period } from '../../domain/time/window.ts';
import { DecimalText, TimeText, WholeText } from '../answer-parts.ts';
import type { UsageRow } from '../queries/queries.ts';

const amounts = { quantity: DecimalText, facts: WholeText };

/** The part of one group or subject; of no group: null. */
const UsageOf = closed('UsageOf', { key: t.union([t.string, t.null]), ...amounts }, {});
const breakdown = { breakdown: t.readonlyArray(UsageOf) };

const UsageWindow = closed('UsageWindow', { from: TimeText, to: TimeText, ...amounts }, breakdown);

export const UsageView = closed(
  'Usage',
  {
    account: t.string,
    meter: t.string,
    unit: t.string,
    from: TimeText,
    to: TimeText,
    /** The quantity of the whole period, and how many facts it comes from. */
    total: DecimalText,
    facts: WholeText,
    /** Every window of the period, also those without usage; none where no windows were asked for. */
    windows: t.readonlyArray(UsageWindow),
  },
  breakdown,
);
export type UsageView = t.TypeOf<typeof UsageView>;

type Sum = { readonly quantity: Decimal; readonly facts: bigint };

const nothing: Sum = { quantity: zero, facts: 0n };
const sumOf = (sums: readonly Sum[]): Sum =>
  sums.reduce(
    (sum, { quantity, facts }) => ({
      quantity: plus(sum.quantity, quantity),
      facts: sum.facts + facts,
    }),
    nothing,
  );

const texts = ({ quantity, facts }: Sum) => ({
  quantity: decimalToText(quantity),
  facts: String(facts),
});

/** The sum of rows, and of each group or subject where rows are told apart. */
const totalOf = (rows: readonly UsageRow[]): Omit<t.TypeOf<typeof UsageWindow>, 'from' | 'to'> => {
  const parts = Map.groupBy(
    rows.filter(({ by }) => by !== undefined),
    ({ by }) => by ?? '',
  );
  const breakdown = [...parts].map(([by, ofPart]) => ({
    key: by === '' ? null : by,
    ...texts(sumOf(ofPart)),
  }));
  return { ...texts(sumOf(rows)), ...(parts.size === 0 ? {} : { breakdown }) };
};

/** What was asked and found, as it is answered. */
export const usageView = (
  { from, to, ...asked }: Pick<UsageView, 'account' | 'meter' | 'unit'> & Period,
  windows: readonly Period[],
  rows: readonly UsageRow[],
): UsageView => {
  const byWindow = Map.groupBy(rows, ({ window }) => window);
  const { quantity: total, ...rest } = totalOf(rows);
  return {
    ...asked,
    from: instantText(from),
    to: instantText(to),
    total,
    ...rest,
    windows: windows.map((window, index) => ({
      from: instantText(window.from),
      to: instantText(window.to),
      ...totalOf(byWindow.get(index) ?? []),
    })),
  };
};
