import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { decimalToText, zero } from '../../domain/decimal.ts';
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
      description: 'The group, the subject or the value of the dimension; null for what has none',
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
type Amounts = Pick<UsageRow, 'quantity' | 'facts'>;

const texts = ({ quantity, facts }: Amounts = { quantity: zero, facts: 0n }) => ({
  quantity: decimalToText(quantity),
  facts: String(facts),
});

/** By key, as texts of code units compare; what has none comes last. */
const inOrder = (one: string | null, other: string | null): number => {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return one < other ? -1 : Number(one > other);
};

/** What the rows of one window say: in all, and of each part where parts are told apart. */
const figuresOf = (
  rows: readonly UsageRow[],
  isGrouped: boolean,
): Omit<t.TypeOf<typeof UsageWindow>, 'from' | 'to'> => {
  const all = texts(rows.find(({ part }) => part === undefined));
  if (!isGrouped) return all;
  const breakdown = rows
    .flatMap(({ part, ...row }) => (part === undefined ? [] : [{ key: part.key, ...texts(row) }]))
    .sort((one, other) => inOrder(one.key, other.key));
  return { ...all, breakdown };
};

/** What was asked and found, as it is answered; with a breakdown everywhere, be it empty, where one was asked for. */
export const usageView = (
  { from, to, isGrouped, ...asked }: Asked,
  windows: readonly Period[],
  rows: readonly UsageRow[],
): UsageView => {
  const byWindow = Map.groupBy(rows, ({ window }) => window);
  const figures = (window: number | undefined) => figuresOf(byWindow.get(window) ?? [], isGrouped);
  const { quantity: total, ...rest } = figures(undefined);
  return {
    ...asked,
    from: instantText(from),
    to: instantText(to),
    total,
    ...rest,
    windows: windows.map((window, index) => ({
      from: instantText(window.from),
      to: instantText(window.to),
      ...figures(index),
    })),
  };
};
