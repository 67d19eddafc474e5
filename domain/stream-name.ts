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

/** What the names of all streams of the ledger begin with, and no others. */
export const streamPrefix = (namespace: string): string => `${namespace}_`;

/** Whether a stream of the ledger holds usage facts; the others hold events that the ledger names itself. */
export const holdsUsage = (namespace: string, stream: string): boolean =>
  stream.startsWith(`${namespace}_usage-`);
