import { oneOf } from '../../domain/codec/refined.ts';

export const scopes = ['ingest', 'membership', 'amend', 'read', 'billing', 'admin'] as const;

/** What a key allows. */
export type Scope = (typeof scopes)[number];
export const Scope = oneOf('Scope', ...scopes);

/** A producer or a machine, by its key. */
export type KeyCaller = {
  readonly kind: 'key';
  readonly id: string;
  readonly name: string;
  /** The tenant it is bound to, or acts for where the request names none. */
  readonly tenant: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Whether it may act for any tenant by naming it in `x-tenant-id`. */
  readonly anyTenant: boolean;
};

/** A person, by a token of an issuer that the settings name. */
export type MemberCaller = {
  readonly kind: 'member';
  readonly tenant: string;
  /** `user:<id>`, as the facts call them. */
  readonly account: string;
};

/** Who is calling, as far as the credential says. */
export type Caller = KeyCaller | MemberCaller;
