import type { JsonObject } from '../../domain/event-log.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import type { EpochMs } from '../../domain/time/instant.ts';
import type { Identity } from './identity.ts';

// What can be asked, and how it is answered, whoever answers. Lists are in no order unless it is said.

/** Half-open: [from, to). */
export type Window = { readonly from: EpochMs; readonly to: EpochMs };

export type FactAnswer = {
  /** As it came first. */
  readonly fact: Fact;
  /** What it counts as; undefined where it is voided. */
  readonly net: JsonObject | undefined;
  /** All amendments that name it, fitting or not, in log order. */
  readonly amendments: readonly Pick<Fact, 'source' | 'id'>[];
  /** What came under its identity with other contents, each content once. */
  readonly conflicts: readonly Fact[];
};

export type TypeAnswer = { readonly type: string; readonly facts: number };
export type AccountAnswer = { readonly account: string; readonly facts: number };
export type RoleAnswer = {
  readonly group: string;
  readonly member: string;
  readonly role: string;
};

/** An oddity is known by its kind and the identity of the fact it is shown with. */
export type AnomalyAnswer = { readonly kind: string; readonly source: string; readonly id: string };

export type StorageQuestion = Window & { readonly tenant: string; readonly account: string };
export type StorageAnswer = {
  readonly openingBytes: bigint;
  readonly closingBytes: bigint;
  readonly peakBytes: bigint;
  readonly byteMs: bigint;
};

export type UsageQuestion = {
  readonly tenant: string;
  readonly account: string;
  readonly meter: string;
  /** On quarter-hours. */
  readonly windows: readonly Window[];
  /** `group`, `subject` or one of the meter's dimensions. */
  readonly groupBy?: string;
};

/** A quantity of 0 with 0 facts may be answered or left out. */
export type UsageAnswer = Window & {
  /** What the quantity is told apart by: a group's name, a subject, a dimension's value; null where there is none. */
  readonly value: string | null;
  /** An exact decimal without needless zeros. */
  readonly quantity: string;
  readonly facts: number;
};

export type World = {
  readonly fact: (identity: Identity) => Promise<FactAnswer | undefined>;
  readonly factsByType: (tenant: string) => Promise<readonly TypeAnswer[]>;
  readonly anomalies: (tenant: string) => Promise<readonly AnomalyAnswer[]>;
  readonly accounts: (tenant: string) => Promise<readonly AccountAnswer[]>;
  readonly roles: (tenant: string) => Promise<readonly RoleAnswer[]>;
  readonly storage: (question: StorageQuestion) => Promise<StorageAnswer>;
  readonly usage: (question: UsageQuestion) => Promise<readonly UsageAnswer[]>;
};
