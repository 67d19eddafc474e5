import { expect, test } from 'vitest';
import { adjustmentOf } from '../../../../domain/billing/adjustment.ts';
import type { AdjustmentLine, Line } from '../../../../domain/billing/document.ts';
import type { UnnumberedLine } from '../../../../domain/billing/rated-lines.ts';
import { madeDocument, madeLine } from '../../../support/billing/made-document.ts';

const { period, basis } = madeDocument();

const counted = (quantity: string, amount: string): Line => ({
  ...madeLine(1, amount),
  meter: 'messages.sent',
  unit: 'message',
  quantity,
});

const adjustedFrom = (
  standing: readonly (Line | AdjustmentLine)[],
  now: readonly UnnumberedLine[],
): AdjustmentLine => {
  const adjustment = adjustmentOf({ period, basis, invoice: 'n' }, standing, now, 'EUR');
  const [line] = adjustment?.lines ?? [];
  if (line === undefined) throw new Error('nothing is adjusted');
  return { ...line, line: 9 };
};

test('late usage is counted against the invoice, later usage against both', () => {
  const invoiced = counted('10', '1.00');
  const late = adjustedFrom([invoiced], [counted('13', '1.30')]);
  expect(late).toMatchObject({ quantity: '13', quantityChange: '3', amount: '0.30' });
  const later = adjustedFrom([invoiced, late], [counted('14', '1.40')]);
  expect(later).toMatchObject({ quantityChange: '1', before: '1.30', amount: '0.10' });
});

test('an adjustment that is taken off again takes off what it counted, and leaves what the new invoice counts', () => {
  const late = adjustedFrom([counted('10', '1.00')], [counted('13', '1.30')]);
  // The invoice is void; it is issued again with the late usage in it.
  const takenOff = adjustedFrom([late], []);
  expect(takenOff).toMatchObject({ quantityChange: '-3', before: '0.30', amount: '-0.30' });
  const again = adjustedFrom([late, counted('13', '1.30'), takenOff], [counted('5', '0.50')]);
  expect(again).toMatchObject({ quantityChange: '-8', before: '1.30', amount: '-0.80' });
});
