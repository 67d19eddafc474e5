import * as t from 'io-ts';

const Line = t.intersection([
  t.type({ charge: t.string, amount: t.string }),
  t.partial({ quantity: t.string, unit: t.string }),
]);

/** What is shown of a preview; `invoice` is the number of the one that stands. */
export const Draft = t.intersection([
  t.type({ currency: t.string, total: t.string, lines: t.readonlyArray(Line) }),
  t.partial({ invoice: t.string }),
]);
export type Draft = t.TypeOf<typeof Draft>;

/** A preview as lines: charge, quantity, unit and amount, figures aligned to the right, and the total at the end. */
export const draftTable = ({ currency, total, lines }: Draft): string => {
  const rows = [
    { charge: 'charge', quantity: 'quantity', unit: 'unit', amount: currency },
    ...lines,
    { charge: 'total', amount: total },
  ].map(({ charge, quantity = '', unit = '', amount }) => ({ charge, quantity, unit, amount }));
  const widthOf = (column: 'charge' | 'quantity' | 'unit' | 'amount'): number =>
    Math.max(...rows.map((row) => row[column].length));
  const charges = widthOf('charge');
  const quantities = widthOf('quantity');
  const units = widthOf('unit');
  const amounts = widthOf('amount');
  return rows
    .map(({ charge, quantity, unit, amount }) =>
      [
        `  ${charge.padEnd(charges)}`,
        quantity.padStart(quantities),
        unit.padEnd(units),
        amount.padStart(amounts),
      ].join('  '),
    )
    .join('\n');
};
