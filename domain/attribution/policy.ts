/** Who pays, in one word. */
export type Party = 'actor' | 'group' | 'group_owner';

/** Who pays for a meter: one party, or several with shares (decimals as texts) that sum to 1. */
export type Payers = Party | { readonly split: Readonly<Partial<Record<Party, string>>> };

/** Who pays for what from an instant (RFC 3339) on. */
export type AttributionPolicy = {
  readonly effectiveFrom: string;
  readonly default: Payers;
  /** Where it differs, by meter. */
  readonly meters: Readonly<Record<string, Payers>>;
};
