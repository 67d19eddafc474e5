import type { BillingEntry } from './known.ts';

// What happens in a generated history of billing, before it is known which documents are issued.

export type Step =
  | { readonly kind: 'entry'; readonly entry: BillingEntry }
  | {
      readonly kind: 'run';
      readonly month: string;
      /** Undefined: all. */
      readonly accounts: readonly Account[] | undefined;
      /** `cancelled` after half of the documents; `dry`: none is recorded. */
      readonly ends: 'completed' | 'cancelled' | 'dry' | 'never';
    }
  /** Of the documents that stand then, the one of that number. */
  | { readonly kind: 'void'; readonly which: number };

export type Account = `${'user' | 'group'}:${string}`;

export type Scenario = {
  readonly tenant: string;
  /** One after another. */
  readonly months: readonly string[];
  readonly steps: readonly Step[];
};
