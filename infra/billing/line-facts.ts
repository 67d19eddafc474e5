import { instantOf } from '../../domain/time/instant.ts';
import type {
  AdjustmentLine,
  Basis,
  BilledPeriod,
  BillingDocument,
  Line,
} from '../../domain/billing/document.ts';
import type { Leaf, Proven } from '../../domain/billing/leaf.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { identityKey } from '../../domain/fact/identity.ts';
import { termsBy } from '../../domain/subscription/terms-of.ts';
import { attributionAt, metersAt, pricesAt } from '../postgres/billing/prices.ts';
import type { DatabaseConnection } from '../postgres/database.ts';
import { factsOf } from '../postgres/facts-of.ts';
import { rateAccounts, type RatingContext } from './rate-accounts.ts';

/** Some of the facts behind a line, in the order of the log. */
export type LineFactsAsked = {
  readonly document: BillingDocument;
  readonly line: number;
  /** Those after this number. */
  readonly after: bigint;
  readonly limit: number;
};

/** A fact behind a line, as the digest has it, and what it is about. */
export type LineFact = Proven & Pick<Fact, 'type' | 'subject' | 'at'>;

type Found = {
  readonly line: Line | AdjustmentLine;
  readonly basis: Basis;
  readonly period: BilledPeriod;
};

/** A line of a document, whether of its own period or of one that it adjusts. */
const lineOf = (
  { lines, adjustments, basis, period }: BillingDocument,
  line: number,
): Found | undefined => {
  const parts = [{ lines, basis, period }, ...adjustments];
  for (const part of parts) {
    const found = part.lines.find((each) => each.line === line);
    if (found !== undefined) return { line: found, basis: part.basis, period: part.period };
  }
  return undefined;
};

const bySequence = (a: Proven, b: Proven): number => Number(a.sequence - b.sequence);

/** The first of many, by their numbers, of which only twice as many are held at a time. */
const firstOf = (limit: number) => {
  let kept: Leaf[] = [];
  const cut = (): readonly Leaf[] => (kept = kept.sort(bySequence).slice(0, limit));
  return {
    add: (leaf: Leaf): void => {
      kept.push(leaf);
      if (kept.length >= 2 * limit) cut();
    },
    all: cut,
  };
};

/**
 * The facts behind a line, as they were at the event that its document is pinned to, whatever the log has said since: with
 * all of them the line's digest can be made again. None where the document has no such line.
 */
export const lineFacts = async (
  moment: DatabaseConnection,
  { document, line, after, limit }: LineFactsAsked,
): Promise<readonly LineFact[]> => {
  const found = lineOf(document, line);
  if (found === undefined) return [];
  const { tenant, account } = document;
  const at = { tenant, sequence: BigInt(document.sequence) };
  const terms = termsBy(await pricesAt(moment, at), found.basis, found.period);
  if (terms === undefined) throw new Error(`the prices of ${document.number} are not known`);
  const context: RatingContext = {
    ...at,
    meters: await metersAt(moment, at),
    attribution: await attributionAt(moment, at),
    until: terms.period.to,
  };
  const first = firstOf(limit);
  const from = instantOf(found.line.segment.from);
  await rateAccounts(moment, context, {
    period: terms.period,
    attribution: found.basis.attribution,
    accounts: new Map([[account, terms]]),
    witness: ({ charge, segment }, leaf) => {
      if (charge.key !== found.line.charge || segment.from !== from) return;
      if (leaf.sequence > after) first.add(leaf);
    },
  });
  const leaves = first.all();
  const facts = new Map((await factsOf(moment, leaves)).map((fact) => [identityKey(fact), fact]));
  return leaves.map((leaf) => {
    const fact = facts.get(identityKey(leaf));
    if (fact === undefined) throw new Error(`fact ${leaf.id} from ${leaf.source} is not known`);
    return { ...leaf, type: fact.type, subject: fact.subject, at: fact.at };
  });
};
