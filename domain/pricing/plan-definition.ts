import type * as t from 'io-ts';
import { closed } from '../codec/closed.ts';
import { oneOf } from '../codec/refined.ts';
import { shortList } from '../codec/short-list.ts';
import { Name } from '../fact/parts.ts';
import { MeterKey } from '../meter/parts.ts';
import { ChargeDefinition } from '../rating/charge-definition.ts';
import { Amount } from '../rating/charge.ts';

export const chargesMax = 100;
export const quotasMax = 100;

const QuotaDefinition = closed(
  'QuotaDefinition',
  { meter: MeterKey, limit: Amount, enforcement: oneOf('Enforcement', 'hard', 'soft') },
  {},
);

/** A plan as it is published: `baseFee` is for a whole month, `minimumSpend` that of all its lines together. */
export const PlanDefinition = closed(
  'PlanDefinition',
  { key: MeterKey, baseFee: Amount, charges: shortList(ChargeDefinition, chargesMax) },
  { name: Name, minimumSpend: Amount, quotas: shortList(QuotaDefinition, quotasMax) },
);
export type PlanDefinition = t.TypeOf<typeof PlanDefinition>;
