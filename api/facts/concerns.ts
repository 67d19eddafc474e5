import * as t from 'io-ts';
import type { Fact } from '../../domain/fact/fact.ts';
import type { Acting } from '../auth/authenticate.ts';
import { leads, type Memberships } from '../auth/memberships.ts';

/** As much of a fact as says whom it concerns. */
export type Concern = Pick<Fact, 'subject'> & { readonly data: Readonly<Record<string, unknown>> };

/**
 * Which facts concern a caller: a key all of its tenant, a member what they did themselves and what happened in groups
 * that they lead. A group is asked for once.
 */
export const concernsOf = (
  memberships: Pick<Memberships, 'roleIn'>,
  { caller, tenant }: Acting,
): ((fact: Concern) => Promise<boolean>) => {
  if (caller.kind === 'key') return async () => true;
  const led = new Map<string, Promise<boolean>>();
  const isLed = (group: string): Promise<boolean> => {
    const known = led.get(group) ?? memberships.roleIn(tenant, group, caller.account).then(leads);
    led.set(group, known);
    return known;
  };
  return async ({ subject, data: { group } }) =>
    subject === caller.account || (typeof group === 'string' && (await isLed(group)));
};

const Refused = t.type({ subject: t.string, data: t.UnknownRecord });

/** Whom a refused content concerns, from its canonical JSON; nobody where that cannot be read. */
export const refusedIn = (canonical: string): Concern => {
  const parsed: unknown = JSON.parse(canonical);
  return Refused.is(parsed) ? parsed : { subject: '', data: {} };
};
