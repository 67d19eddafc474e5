import { shippedMeters, type Meter } from '../../domain/meter/meter.ts';
import type { Queries } from '../queries/queries.ts';

/** Every meter that a price may name: those of all, and the tenant's own, retired ones included since they count on. */
export const metersOf = async (
  queries: Pick<Queries, 'meters'>,
  tenant: string,
): Promise<readonly Meter[]> => [
  ...shippedMeters,
  ...(await queries.meters(tenant)).map(({ meter }) => meter),
];
