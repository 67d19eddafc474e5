import type { Account } from '../../domain/account.ts';
import type { Decimal } from '../../domain/decimal.ts';
import type { Amendment } from '../../domain/fact/amendment.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import type { Identity } from '../../domain/fact/identity.ts';
import type { Meter } from '../../domain/meter/meter.ts';
import type { Step } from '../../domain/storage/timeline.ts';
import type { EpochMs } from '../../domain/time/instant.ts';
import type { Period } from '../../domain/time/window.ts';
import type {
  InvoiceSummary,
  InvoicesQuery,
  IssuedCreditNote,
  IssuedDocument,
  LineFact,
  LineFactsQuery,
  Preview,
  PreviewQuery,
} from './documents.ts';

/** A fact as it came, what amends it, in the order of the log, and what was refused under its name. */
export type FactRecord = {
  readonly fact: Fact;
  readonly amendments: readonly Amendment[];
  readonly sequence: bigint;
  readonly position: bigint;
  readonly contentHash: string;
  readonly recordedAt: string;
  readonly conflicts: readonly {
    readonly contentHash: string;
    readonly recordedAt: string;
    readonly sequence: bigint;
    /** The canonical JSON of the refused type, subject, time and data. */
    readonly refused: string;
  }[];
};

export type UsageQuery = {
  readonly tenant: string;
  readonly account: Account;
  /** Any meter but that of storage. */
  readonly meter: Meter;
  /** Its bounds, and those of the windows, lie on quarter-hours. */
  readonly period: Period;
  /** What the period is cut into, in order and without a gap; none where only the whole is asked for. */
  readonly windows: readonly Period[];
  /** What usage is told apart by as well: `group`, `subject` or a dimension of the meter. */
  readonly groupBy?: string;
};

/**
 * The usage of the whole period or of one window, in all or of one part. Where there is none there is no row. Quantities
 * do not add up but where the meter is a sum: different values in two windows may be the same.
 */
export type UsageRow = {
  /** The number of the window in the query, from 0; undefined for the whole period. */
  readonly window: number | undefined;
  /** The group, the subject or the dimension's value, null for what has none; undefined for all parts together. */
  readonly part: { readonly key: string | null } | undefined;
  readonly quantity: Decimal;
  readonly facts: bigint;
};

/** Whether a meter holds all facts: it fills from the beginning of the log, one event of `of` after the other. */
export type MeterState =
  | { readonly state: 'live' | 'waiting' }
  | { readonly state: 'filling'; readonly sequence: bigint; readonly of: bigint };

/** A meter that a tenant defined. */
export type OwnMeter = {
  readonly meter: Meter;
  /** Offered no longer. */
  readonly isRetired: boolean;
  readonly state: MeterState;
};

export type AccountRow = {
  /** `user:<id>` or `group:<id>`. */
  readonly account: string;
  /** How many facts count in its usage. */
  readonly facts: bigint;
};

export type AnomalyRow = {
  readonly kind: string;
  readonly source: string;
  readonly id: string;
  readonly at: EpochMs;
  readonly detail: string;
};

/** A read model that is filled anew beside the one that answers. */
export type RebuildState = {
  readonly version: number;
  readonly state: 'waiting' | 'filling' | 'failed';
  /** How many events of the log it has taken in, of how many that what answers holds. */
  readonly sequence: bigint;
  readonly of: bigint;
  readonly startedAt: EpochMs;
  readonly problem?: string;
};

export type ProjectionState = {
  readonly name: string;
  readonly version: number;
  /** `filling`: it does not answer yet. */
  readonly state: 'live' | 'catching_up' | 'stopped' | 'filling';
  readonly sequence: bigint;
  readonly position: bigint;
  readonly digest: string;
  readonly lagSeconds: number;
  /** Why it stopped: the event it could not take. */
  readonly problem?: string;
  readonly rebuild?: RebuildState;
};

/** Has read models filled anew from the log, beside those that answer. */
export type Rebuilds = {
  /** One that is under way goes on; one that failed begins again. `unknown`: there is no such read model. */
  readonly request: (name: string) => Promise<'requested' | 'unknown'>;
  /** `none`: none is under way. `not-live`: it does not answer yet, so that to give it up would leave nothing. */
  readonly cancel: (name: string) => Promise<'cancelled' | 'none' | 'not-live' | 'unknown'>;
};

export type Page = { readonly after: string | undefined; readonly limit: number };

/** The read models, asked. Every answer is of one tenant and of one moment of the log. */
export type Queries = {
  readonly fact: (identity: Identity) => Promise<FactRecord | undefined>;
  readonly usage: (query: UsageQuery) => Promise<readonly UsageRow[]>;
  /** The meters that a tenant defined, in order of definition, retired ones included. */
  readonly meters: (tenant: string) => Promise<readonly OwnMeter[]>;
  /** The level just before `from` and the net steps in [from, to), in order. */
  readonly storage: (
    tenant: string,
    account: Account,
    period: Period,
  ) => Promise<{ readonly openingBytes: bigint; readonly steps: readonly Step[] }>;
  /** In order of name, after the name `after`, those whose name contains `search`. */
  readonly accounts: (
    tenant: string,
    search: string | undefined,
    page: Page,
  ) => Promise<readonly AccountRow[]>;
  readonly anomalies: (
    tenant: string,
    kind: string | undefined,
    page: Page,
  ) => Promise<readonly (AnomalyRow & { readonly cursor: string })[]>;
  /** How many facts count, by type, and how many anomalies are open, by kind. */
  readonly summary: (tenant: string) => Promise<{
    readonly factsByType: Readonly<Record<string, bigint>>;
    readonly anomaliesByKind: Readonly<Record<string, bigint>>;
  }>;
  readonly projections: () => Promise<readonly ProjectionState[]>;
  /** Undefined where no prices are in force for the account then. */
  readonly preview: (query: PreviewQuery) => Promise<Preview | undefined>;
  /** In the order of the log. */
  readonly lineFacts: (query: LineFactsQuery) => Promise<readonly LineFact[]>;
  readonly invoice: (tenant: string, number: string) => Promise<IssuedDocument | undefined>;
  readonly creditNote: (tenant: string, number: string) => Promise<IssuedCreditNote | undefined>;
  /** The last issued first. */
  readonly invoices: (
    query: InvoicesQuery,
    page: Page,
  ) => Promise<readonly (InvoiceSummary & { readonly cursor: string })[]>;
};

/** How far the read models are. */
export type Progress = {
  /** Resolves to true when they hold everything up to `position`, to false when that takes longer than `timeoutMs`. */
  readonly reached: (position: bigint, timeoutMs: number) => Promise<boolean>;
};
