import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { Fault } from '../../domain/codec/faults.ts';
import { decodeFact, type FactRules } from '../../domain/fact/decode-fact.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import type { Caller, Scope } from '../auth/caller.ts';
import { badInput, problem, type Problem } from '../problem.ts';

/** What facts are checked against, and what their sender may send. */
export type IntakeRules = FactRules & { readonly scopes: ReadonlySet<Scope> };

/** What has to be had to send facts: which of them depends on the type of each. */
export const intakeScopes: readonly Scope[] = ['ingest', 'membership', 'amend'];

/** The scope that a key needs to send facts of a type. Who is in a group decides who sees what, so not all may say it. */
export const scopeOfFact = (type: string): Scope => {
  if (type.startsWith('usage.')) return 'amend';
  return type.startsWith('openmeet.group.') ? 'membership' : 'ingest';
};

const none: ReadonlySet<Scope> = new Set();

/** What a caller may send: members send nothing. */
export const scopesOf = (caller: Caller): ReadonlySet<Scope> =>
  caller.kind === 'key' ? caller.scopes : none;

const lacks = (scope: Scope): string => `needs the scope "${scope}", which the key lacks`;

/** A fact, or every fault of it at once; that its sender may not send it is one of them. */
export const decodePermitted = (
  input: unknown,
  rules: IntakeRules,
): E.Either<readonly Fault[], Fact> => {
  const decoded = decodeFact(input, rules);
  const type = t.UnknownRecord.is(input) ? input['type'] : undefined;
  if (typeof type !== 'string') return decoded;
  const scope = scopeOfFact(type);
  if (rules.scopes.has(scope)) return decoded;
  const faults = E.isLeft(decoded) ? decoded.left : [];
  return E.left([...faults, { path: '/type', message: lacks(scope) }]);
};

const messages: ReadonlySet<string> = new Set(intakeScopes.map(lacks));

/** What is wrong with facts; where all of it is that their sender may not send them, it has a name of its own. */
export const factProblem = (
  faults: readonly Fault[],
  total = faults.length,
  listed?: number,
): Problem => {
  const bad = badInput(faults, total, listed);
  if (total > faults.length || !faults.every(({ message }) => messages.has(message))) return bad;
  const { errors = [], moreErrors } = bad;
  return problem(422, 'scope-missing', 'The key lacks a scope that facts of this type need.', {
    errors,
    ...(moreErrors === undefined ? {} : { moreErrors }),
  });
};
