import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { decimalToText, plus, zero, type Decimal } from '../../domain/decimal.ts';
import { instantText } from '../../domain/time/instant.ts';
import type { Period } from '../../domain/time/window.ts';
import { annotated } from '../annotated.ts';
import { DecimalText, TimeText, WholeText } from '../answer-parts.ts';
import type { UsageRow } from '../queries/queries.ts';

const amounts = { quantity: DecimalText, facts: WholeText };

const UsageOf = closed(
  'UsageOf',
  {
    key: annotated(t.union([t.string, t.null]), {
      description: 'The group or the subject; null for what is of no group',
    }),
    ...amounts,
  },
  {},
);
const breakdown = {
  breakdown: annotated(t.readonlyArray(UsageOf), {
    description: 'In order of the keys, null last; there, be it empty, where groupBy was asked for',
  }),
};

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

type Asked = Pick<UsageView, 'account' | 'meter' | 'unit'> &
  Period & { readonly isGrouped: boolean };
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

/** By key, as texts of code units compare; what is of no group comes last. */
const inOrder = (one: string, other: string): number => {
  if (one === '' || other === '') return one === '' ? 1 : -1;
  return one < other ? -1 : 1;
};

/** The sum of rows, and of each group or subject where rows are told apart. */
const totalOf = (
  rows: readonly UsageRow[],
  isGrouped: boolean,
): Omit<t.TypeOf<typeof UsageWindow>, 'from' | 'to'> => {
  if (!isGrouped) return texts(sumOf(rows));
  const breakdown = [...Map.groupBy(rows, ({ by }) => by ?? '')]
    .sort(([one], [other]) => inOrder(one, other))
    .map(([by, ofPart]) => ({ key: by === '' ? null : by, ...texts(sumOf(ofPart)) }));
  return { ...texts(sumOf(rows)), breakdown };
};

/** What was asked and found, as it is answered; with a breakdown everywhere, be it empty, where one was asked for. */
export const usageView = (
  { from, to, isGrouped, ...asked }: Asked,
  windows: readonly Period[],
  rows: readonly UsageRow[],
): UsageView => {
  const byWindow = Map.groupBy(rows, ({ window }) => window);
  const { quantity: total, ...rest } = totalOf(rows, isGrouped);
  return {
    ...asked,
    from: instantText(from),
    to: instantText(to),
    total,
    ...rest,
    windows: windows.map((window, index) => ({
      from: instantText(window.from),
      to: instantText(window.to),
      ...totalOf(byWindow.get(index) ?? [], isGrouped),
    })),
  };
};
