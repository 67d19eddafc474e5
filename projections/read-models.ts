import { meteringBy, type Metering } from '../domain/meter/metered.ts';
import { shippedMeters } from '../domain/meter/meter.ts';
import { anomalies } from './anomalies/anomalies.ts';
import { facts } from './facts/facts.ts';
import { memberships } from './memberships/memberships.ts';
import type { Projector } from './projector.ts';
import { storage } from './storage/storage.ts';
import { usageBy } from './usage/usage.ts';

/** Every read model of the ledger, usage being counted by these meters. */
export const readModelsBy = (metering: Metering): readonly Projector[] => [
  facts,
  usageBy(metering),
  storage,
  memberships,
  anomalies,
];

/** The same where no tenant has meters of its own. */
export const readModels = readModelsBy(meteringBy(shippedMeters));
