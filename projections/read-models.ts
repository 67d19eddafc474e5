import { meteringBy } from '../domain/meter/metered.ts';
import { shippedMeters } from '../domain/meter/meter.ts';
import { anomalies } from './anomalies/anomalies.ts';
import { facts } from './facts/facts.ts';
import { memberships } from './memberships/memberships.ts';
import type { Projector } from './projector.ts';
import { storage } from './storage/storage.ts';
import { usageBy } from './usage/usage.ts';

/** Every read model of the ledger. */
export const readModels: readonly Projector[] = [
  facts,
  usageBy(meteringBy(shippedMeters)),
  storage,
  memberships,
  anomalies,
];
