import { sql, type Kysely, type RawBuilder } from 'kysely';
import { ownerSteps, type OwnerStep } from '../../../domain/billing/owners.ts';
import { Role as RoleCodec } from '../../../domain/fact/parts.ts';
import type { RoleClaim } from '../../../domain/membership/role-history.ts';
import { textArray } from '../binary-array.ts';
import type { Database } from '../database.ts';

type ClaimRow = {
  readonly group_id: string;
  readonly member: string;
  readonly sequence: string;
  readonly kind: string;
  readonly at: string;
  readonly source: string;
  readonly id: string;
  readonly role: string;
};

const claimOf = ({ kind, sequence, at, source, id, role }: ClaimRow): RoleClaim => ({
  // The column holds what the projector put there.
  kind: kind as RoleClaim['kind'],
  sequence: BigInt(sequence),
  at: Number(at),
  source,
  id,
  role: RoleCodec.is(role) ? role : undefined,
});

type At = { readonly tenant: string; readonly sequence: bigint };
type Owning = { readonly group: string; readonly member: string };

/** Of groups and members, those of which anything ever said that this one owned that one. */
const owning = (
  { tenant, sequence }: At,
  column: 'member' | 'group_id',
  names: readonly string[],
): RawBuilder<unknown> => sql`
  select group_id, member from read.membership_claims
  where tenant = ${tenant} and ${sql.ref(column)} = any(${textArray(names)}::text[])
    and since <= ${String(sequence)} and (kind = 'created' or role = 'owner')`;

/** Who owned each of these groups from when, at an event of the log; a group that nobody owned is not in it. */
export const ownersOf = async (
  moment: Kysely<Database>,
  at: At,
  groups: readonly string[],
): Promise<ReadonlyMap<string, readonly OwnerStep[]>> => {
  const { tenant, sequence } = at;
  // Of a group's members, who may be many, only those who ever owned it.
  const { rows } = await sql<ClaimRow>`
    select * from (
      select distinct on (group_id, member, sequence)
        group_id, member, sequence, kind, at, source, id, role
      from read.membership_claims
      where tenant = ${tenant} and since <= ${String(sequence)}
        and (group_id, member) in (${owning(at, 'group_id', groups)})
      order by group_id, member, sequence, since desc
    ) claims where kind <> 'gone'`.execute(moment);
  const byGroup = Map.groupBy(rows, ({ group_id }) => group_id);
  return new Map(
    [...byGroup].map(([group, ofGroup]) => {
      const byMember = Map.groupBy(ofGroup, ({ member }) => member);
      const claims = new Map([...byMember].map(([member, each]) => [member, each.map(claimOf)]));
      return [group, ownerSteps(claims)];
    }),
  );
};

const everOwned = async (
  moment: Kysely<Database>,
  at: At,
  column: 'member' | 'group_id',
  names: readonly string[],
): Promise<readonly Owning[]> => {
  const { rows } = await sql<Owning>`
    select distinct group_id as "group", member
    from (${owning(at, column, names)}) owning`.execute(moment);
  return rows;
};

/** The groups that any of these members ever owned, by anything that was ever said. */
export const groupsEverOwned = async (
  moment: Kysely<Database>,
  at: At,
  members: readonly string[],
): Promise<readonly string[]> => [
  ...new Set((await everOwned(moment, at, 'member', members)).map(({ group }) => group)),
];

/** Who ever owned each of these groups, by anything that was ever said. */
export const membersWhoOwned = async (
  moment: Kysely<Database>,
  at: At,
  groups: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  const found = Map.groupBy(await everOwned(moment, at, 'group_id', groups), ({ group }) => group);
  return new Map([...found].map(([group, of]) => [group, of.map(({ member }) => member)]));
};
