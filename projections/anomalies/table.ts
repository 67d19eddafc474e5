import { states } from '../table.ts';

/** Oddities by the fact that shows them. */
export const anomalyTable = (name: string) =>
  states(name, {
    key: [
      ['tenant', 'text'],
      ['kind', 'text'],
      ['source', 'text'],
      ['id', 'text'],
    ],
    rest: [
      ['at', 'instant'],
      ['detail', 'text'],
    ],
  });
