import type { Fact } from './fact/fact.ts';
import { instantText, type EpochMs } from './time/instant.ts';

const plain = /^[A-Za-z0-9_:@]*$/;

/** A part of a stream's name: everything outside `[A-Za-z0-9_:@]` is percent-encoded, so that no part can hold a dot. */
const encoded = (part: string): string =>
  plain.test(part)
    ? part
    : encodeURIComponent(part)
        .replaceAll('%3A', ':')
        .replaceAll('%40', '@')
        .replaceAll(/[-.!~*'()]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const monthOf = (at: EpochMs): string => instantText(at).slice(0, 7).replace('-', '');

/** What the names of all streams of one subject begin with, and no others. */
export const subjectPrefix = (namespace: string, tenant: string, subject: string): string =>
  `${namespace}_usage-${encoded(tenant)}.${encoded(subject)}.`;

/** The stream of a fact: those of one subject in one UTC month of occurrence. */
export const usageStream = (
  namespace: string,
  { tenant, subject, at }: Pick<Fact, 'tenant' | 'subject' | 'at'>,
): string => `${subjectPrefix(namespace, tenant, subject)}${monthOf(at)}`;

/** The stream of a tenant's refused conflicts in one UTC month of occurrence. */
export const conflictsStream = (namespace: string, tenant: string, at: EpochMs): string =>
  `${namespace}_conflicts-${encoded(tenant)}.${monthOf(at)}`;

/** The stream of a tenant's own meters. The dot at its end keeps it apart from those of other tenants. */
export const metersStream = (namespace: string, tenant: string): string =>
  `${namespace}_meters-${encoded(tenant)}.`;

/** The stream of a pricing model's versions. */
export const pricingStream = (namespace: string, tenant: string, model: string): string =>
  `${namespace}_pricing-${encoded(tenant)}.${encoded(model)}`;

/** The stream of a tenant's default models. */
export const defaultModelStream = (namespace: string, tenant: string): string =>
  `${namespace}_pricing-${encoded(tenant)}.`;

/** The stream of a tenant's attribution policies. */
export const attributionStream = (namespace: string, tenant: string): string =>
  `${namespace}_attribution-${encoded(tenant)}.`;

/** The stream of an account's plans. */
export const subscriptionStream = (namespace: string, tenant: string, account: string): string =>
  `${namespace}_subscription-${encoded(tenant)}.${encoded(account)}`;

/** The stream of a billing run. */
export const billingRunStream = (namespace: string, tenant: string, run: string): string =>
  `${namespace}_billing_run-${encoded(tenant)}.${encoded(run)}`;

/**
 * The stream of all documents of an account. One stream, so that each is written at the revision that it was made for: what
 * is still to be billed depends on all that is.
 */
export const invoiceStream = (namespace: string, tenant: string, account: string): string =>
  `${namespace}_invoice-${encoded(tenant)}.${encoded(account)}`;

/** What the names of all streams of the ledger begin with, and no others. */
export const streamPrefix = (namespace: string): string => `${namespace}_`;

/** Whether a stream of the ledger holds usage facts; the others hold events that the ledger names itself. */
export const holdsUsage = (namespace: string, stream: string): boolean =>
  stream.startsWith(`${namespace}_usage-`);
