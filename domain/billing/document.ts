import type { Json } from '../event-log.ts';

// What is issued. Stored whole in the log: add optional fields freely, anything else is a new type. Quantities and amounts
// are texts, times RFC 3339 in UTC.

/** Half-open, as texts. */
export type Span = { readonly from: string; readonly to: string };

/** A calendar month in a model's zone. */
export type BilledPeriod = Span & { readonly month: string };

/** What a period was rated by: enough to rate it again. */
export type Basis = {
  readonly model: string;
  readonly version: number;
  /** The latest attribution version; 0 where none was published. */
  readonly attribution: number;
  /** Which plan from when to when; together the whole period. */
  readonly stretches: readonly (Span & { readonly plan: string })[];
};

/** What one tier priced. `amountPrecise` is `n/d` where it does not end. */
export type LineTier = {
  readonly upTo?: string | null;
  readonly quantity: string;
  /** Of a package model, whose quantity is the number of packages: how much one holds. */
  readonly packageSize?: string;
  readonly unitAmount: string;
  readonly flatAmount: string;
  readonly amountPrecise: string;
};

/** One charge in one segment, a plan's base fee in one stretch, or what is missing to a plan's minimum. */
export type Line = {
  /** Its number within the document, from 1. */
  readonly line: number;
  /** The charge's key, or `base_fee`, or `plan_minimum`. */
  readonly charge: string;
  readonly segment: Span;
  readonly plan: string;
  readonly meter?: string;
  /** In the charge's unit, before free units. */
  readonly quantity?: string;
  /** What of the quantity was free, by the segment's share of the period; absent where nothing was. */
  readonly freeUnits?: string;
  readonly unit?: string;
  readonly tiers?: readonly LineTier[];
  /** Of a base fee: the plan's for a whole period. Of a plan's minimum: that of the segment, before rounding. */
  readonly planAmount?: string;
  readonly amountPrecise: string;
  readonly amount: string;
  /** How many facts and amendments are behind it, and the tree hash over them (RFC 9162). */
  readonly facts?: string;
  readonly factsDigest?: string;
};

/** What a line of a closed period comes to now beyond what stands for it. */
export type AdjustmentLine = Line & {
  /** `amount` is `now` less `before`, and `quantityChange` what is counted more than before, where that is known. */
  readonly before: string;
  readonly now: string;
  readonly quantityChange?: string;
};

/** Late usage, voids and corrections of a closed period. */
export type Adjustment = {
  readonly period: BilledPeriod;
  /** The invoice that stands for the period; absent where none does. */
  readonly invoice?: string;
  readonly basis: Basis;
  readonly lines: readonly AdjustmentLine[];
  readonly amount: string;
};

/** An invoice, or a credit note where its total is negative. */
export type BillingDocument = {
  readonly number: string;
  readonly kind: 'invoice' | 'credit_note';
  readonly tenant: string;
  readonly account: string;
  /** 1 for the first of its period, 2 for that after a void, … */
  readonly issue: number;
  readonly period: BilledPeriod;
  readonly timeZone: string;
  readonly currency: string;
  readonly basis: Basis;
  /** Facts were read up to this event of the log. */
  readonly sequence: string;
  readonly lines: readonly Line[];
  readonly adjustments: readonly Adjustment[];
  readonly total: string;
  /** SHA-256 of the canonical JSON (RFC 8785) of all the rest. */
  readonly hash: string;
};

/** A document without its own hash. */
export type UnhashedDocument = Omit<BillingDocument, 'hash'>;

/** Money given back on a document, by an operator. */
export type CreditNote = {
  readonly number: string;
  readonly tenant: string;
  readonly account: string;
  /** The number of the document that it refers to. */
  readonly invoice: string;
  readonly currency: string;
  readonly lines: readonly { readonly line: number; readonly amount: string }[];
  /** Positive: what is given back. */
  readonly total: string;
  readonly reason: string;
  readonly by: string;
  /** What the request for it was called: sent again, it gives nothing back a second time. */
  readonly request?: string;
  readonly hash: string;
};

/** Documents are JSON through and through, which TypeScript does not see in readonly types with optional keys. */
export const asJson = (document: object): Json => document as Json;
