import { expect, test } from 'vitest';
import { draftTable } from '../../../infra/cli/draft-table.ts';

test('figures stand under figures, and what has no quantity leaves its place empty', () => {
  const draft = {
    currency: 'EUR',
    total: '16.50',
    lines: [
      { charge: 'base_fee', amount: '4.00' },
      { charge: 'messages', quantity: '73', unit: 'message', amount: '12.50' },
    ],
  };
  expect(draftTable(draft).split('\n')).toEqual([
    '  charge    quantity  unit       EUR',
    '  base_fee                      4.00',
    '  messages        73  message  12.50',
    '  total                        16.50',
  ]);
});
