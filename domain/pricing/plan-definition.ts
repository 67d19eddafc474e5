import * as t from 'io-ts';
import { closed } from '../codec/closed.ts';
import { oneOf } from '../codec/refined.ts';
import { Name } from '../fact/parts.ts';
import { MeterKey } from '../meter/parts.ts';
import { ChargeDefinition } from '../rating/charge-definition.ts';
import { Amount } from '../rating/charge.ts';

const QuotaDefinition = closed(
  'QuotaDefinition',
  { meter: MeterKey, limit: Amount, enforcement: oneOf('Enforcement', 'hard', 'soft') },
  {},
);

/** A plan as it is published: `baseFee` is for a whole month, `minimumSpend` that of all its lines together. */
export const PlanDefinition = closed(
  'PlanDefinition',
  { key: MeterKey, baseFee: Amount, charges: t.readonlyArray(ChargeDefinition) },
  { name: Name, minimumSpend: Amount, quotas: t.readonlyArray(QuotaDefinition) },
);
export type PlanDefinition = t.TypeOf<typeof PlanDefinition>;
