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

/** Where a billing run stands; its counts come as texts. All of it may be lost: the run then begins again. */
export type BillingRunProgress = {
  readonly tenant: string;
  readonly run: string;
  /** The last account that is done; null before the first. */
  readonly last_account: string | null;
  /** How many accounts there are; null before they were counted. */
  readonly accounts: string | null;
  readonly issued: string;
  readonly nothing_to_bill: string;
  readonly standing: string;
  readonly failed: string;
  /** The first of them, by account, with what was wrong. */
  readonly failures: readonly RunFailure[];
  /** Of what was issued, decimals as texts by currency. */
  readonly totals: Readonly<Record<string, string>>;
  readonly cancel_requested: boolean;
  /** Why it does not go on just now. */
  readonly problem: string | null;
  readonly updated_at: Generated<Date>;
};
export type RunFailure = { readonly account: string; readonly message: string };

/** What is kept that is not in the log. */
export type OpsTables = {
  readonly 'ops.api_keys': ApiKeys;
  readonly 'ops.billing_run_progress': BillingRunProgress;
};
