import type { Fault } from '../../domain/codec/faults.ts';
import { listed, said } from '../../domain/codec/said.ts';
import { parseInstant } from '../../domain/time/instant.ts';
import { entriesMax } from './rating-forms.ts';

// What one part of a request has against another. The shape of each is judged elsewhere, and may be wrong.

type Said = Readonly<Record<string, unknown>>;

const kindOf = ({ charge }: Said): unknown => said(said(charge)['model'])['kind'];
const perOf = ({ charge }: Said): unknown => said(said(charge)['unit'])['per'];
const instantAt = (value: unknown): number | undefined =>
  typeof value === 'string' ? parseInstant(value) : undefined;

/** The message as a fault at the path where it holds. */
const faultWhere = (holds: boolean, path: string, message: string): readonly Fault[] =>
  holds ? [{ path, message }] : [];

export const faultsOfQuantity = (request: Said): readonly Fault[] => [
  ...faultWhere(
    kindOf(request) === 'percentage',
    '/quantity',
    'does not tell what each fact carries: send values',
  ),
  ...faultWhere(
    perOf(request) !== undefined,
    '/quantity',
    'has no length of time, which unit.per needs: send period, opening and changes',
  ),
];

export const faultsOfValues = (request: Said): readonly Fault[] => [
  ...faultWhere(
    kindOf(request) !== 'percentage',
    '/values',
    'are for a percentage only: send quantity',
  ),
  ...faultWhere(
    perOf(request) !== undefined,
    '/charge/unit/per',
    'means nothing to values of facts',
  ),
];

const faultsOfTimes = ({ period, changes }: Said): readonly Fault[] => {
  const [from, to] = [instantAt(said(period)['from']), instantAt(said(period)['to'])];
  if (from === undefined || to === undefined) return [];
  if (from >= to) return [{ path: '/period/to', message: 'must be after from' }];
  // Of more nothing is told but that there are too many.
  if (listed(changes).length > entriesMax) return [];
  return listed(changes).flatMap((change, index) => {
    const at = instantAt(said(change)['at']);
    const isOutside = at !== undefined && (at < from || at >= to);
    return faultWhere(isOutside, `/changes/${index}/at`, 'must lie in the period, before its end');
  });
};

export const faultsOfLevel = (request: Said): readonly Fault[] => {
  const kind = kindOf(request);
  return [
    ...faultWhere(
      Object.hasOwn(request, 'charge') && perOf(request) === undefined,
      '/charge/unit/per',
      'is missing: hour or month, for a level over time',
    ),
    ...faultWhere(
      kind === 'percentage' || kind === 'graduated_percentage',
      '/charge/model/kind',
      'prices values of facts, not a level over time',
    ),
    ...faultsOfTimes(request),
  ];
};
