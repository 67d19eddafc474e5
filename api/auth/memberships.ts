/** Who is in which group, and as what, by the read models. Those who left are in none. */
export type Memberships = {
  readonly roleIn: (tenant: string, group: string, member: string) => Promise<string | undefined>;
  /** In order of the group's name. */
  readonly groupsOf: (
    tenant: string,
    member: string,
  ) => Promise<readonly { readonly group: string; readonly role: string }[]>;
};

const leading: ReadonlySet<string | undefined> = new Set(['owner', 'admin', 'moderator']);

/** Whether a role is one that sees all of the group. */
export const leads = (role: string | undefined): boolean => leading.has(role);
