import { decimalOf, plus, whole, type Decimal } from '../decimal.ts';
import type { EpochMs } from '../time/instant.ts';
import { instantOf } from '../time/instant.ts';
import type { AttributionPolicy, Party, Payers } from './policy.ts';

/** An account that pays for something, and which part of it. */
export type Payer = { readonly account: string; readonly share: Decimal };

/** Who did something where: what a party is told by. */
export type Doing = { readonly subject: string; readonly group: string | undefined };

/** The share of who pays for all of something. */
export const wholeShare = whole(1n);

const isUser = (name: string): boolean => name.startsWith('user:');

/** A service has no account: what it does is paid by the group, else by nobody. */
const actorOf = ({ subject, group }: Doing): string | undefined => {
  if (isUser(subject)) return subject;
  return group === undefined ? undefined : `group:${group}`;
};

const partyOf = (
  party: Party,
  doing: Doing,
  ownerOf: (group: string) => string | undefined,
): string | undefined => {
  const { group } = doing;
  if (group === undefined || party === 'actor') return actorOf(doing);
  return (party === 'group_owner' ? ownerOf(group) : undefined) ?? `group:${group}`;
};

/** Who pays for something by a rule. Together they pay all of it, or nobody pays. */
export const payersBy = (
  rule: Payers,
  doing: Doing,
  ownerOf: (group: string) => string | undefined,
): readonly Payer[] => {
  if (typeof rule === 'string') {
    const account = partyOf(rule, doing, ownerOf);
    return account === undefined ? [] : [{ account, share: wholeShare }];
  }
  const shares = new Map<string, Decimal>();
  for (const [party, text] of Object.entries(rule.split)) {
    // The keys are those of the rule, which TypeScript forgets.
    const account = partyOf(party as Party, doing, ownerOf);
    const share = decimalOf(text);
    if (account === undefined || share === undefined) continue;
    const known = shares.get(account);
    shares.set(account, known === undefined ? share : plus(known, share));
  }
  return [...shares].map(([account, share]) => ({ account, share }));
};

/** The policies of a tenant, by `from`; before the first one the actor pays. */
export type Policies = readonly { readonly from: EpochMs; readonly policy: AttributionPolicy }[];

/** The policies of the versions from 1 to one that is pinned, in the order of versions. */
export const policiesOf = (versions: readonly AttributionPolicy[]): Policies =>
  versions
    .map((policy) => ({ from: instantOf(policy.effectiveFrom), policy }))
    .sort((a, b) => a.from - b.from);

/** Who pays for a meter at an instant. */
export const ruleAt = (policies: Policies, meter: string, at: EpochMs): Payers => {
  const policy = policies.findLast(({ from }) => from <= at)?.policy;
  if (policy === undefined) return 'actor';
  return policy.meters[meter] ?? policy.default;
};

const partiesOf = (rule: Payers): readonly string[] =>
  typeof rule === 'string' ? [rule] : Object.keys(rule.split);

/** Whether any rule, of any time, may have such a party pay. */
export const mayPay = (policies: Policies, ...parties: readonly Party[]): boolean =>
  policies
    .flatMap(({ policy }) => [policy.default, ...Object.values(policy.meters)])
    .some((rule) => partiesOf(rule).some((party) => parties.some((each) => each === party)));
