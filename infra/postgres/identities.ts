import { sql, type RawBuilder } from 'kysely';
import type { Identity } from '../../domain/fact/identity.ts';
import { textArray } from './binary-array.ts';

/** Identities as rows of tenant, source and id: three parameters, however many there are. */
export const identitiesUnnested = (identities: readonly Identity[]): RawBuilder<unknown> =>
  sql`unnest(
    ${textArray(identities.map(({ tenant }) => tenant))}::text[],
    ${textArray(identities.map(({ source }) => source))}::text[],
    ${textArray(identities.map(({ id }) => id))}::text[]
  )`;
