import type { Generated } from 'kysely';

/** What the keys of the API may be given. */
export type Scope = 'ingest' | 'membership' | 'amend' | 'read' | 'billing' | 'admin';

export type ApiKeys = {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** SHA-256 of the key, in hex. */
  readonly hash: string;
  readonly created_at: Generated<Date>;
  readonly created_by: string;
  readonly revoked_at: Generated<Date | null>;
  readonly last_used_at: Generated<Date | null>;
};

/** What is kept that is not in the log. */
export type OpsTables = { readonly 'ops.api_keys': ApiKeys };
