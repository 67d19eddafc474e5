/** What a credential allows. */
export type Scope = 'ingest' | 'membership' | 'amend' | 'read' | 'billing' | 'admin';

/** Who is calling, as far as the credential says. */
export type Caller = {
  /** The tenant it is bound to, or acts for where the request names none. */
  readonly tenant: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Whether it may act for any tenant by naming it in `x-tenant-id`. */
  readonly anyTenant: boolean;
};

/** What a route asks of its caller: nothing at all, or a scope. */
export type Permission = 'anyone' | { readonly scope: Scope };
