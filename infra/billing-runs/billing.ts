/** What became of one account in a run. Where the run is dry, `issued` is what would be. */
export type Outcome = {
  readonly account: string;
  /** `standing`: it had an invoice of the month before; `failed`: it cannot be billed, for the reason in `problem`. */
  readonly outcome: 'issued' | 'standing' | 'nothing' | 'failed';
  /** Of what was issued; `total` is a decimal as a text. */
  readonly number?: string;
  readonly total?: string;
  readonly currency?: string;
  readonly problem?: string;
};

/** Accounts of one run. */
export type BillRequest = {
  readonly tenant: string;
  readonly month: string;
  /** That of the run's request: facts, prices and documents of others are read up to it. */
  readonly sequence: bigint;
  readonly accounts: readonly string[];
  readonly dryRun: boolean;
};

/** What bills accounts. It throws where it could not be found out what becomes of them, as in an outage. */
export type Billing = {
  /** Every account that may have something to pay, in an order that stays, some at a time; those after `after`. */
  readonly accounts: (
    tenant: string,
    sequence: bigint,
    after: string | undefined,
  ) => AsyncIterable<readonly string[]>;
  /**
   * Rates accounts and issues their documents, each at the revision that it was made for. Safe to repeat: what this run
   * has issued already, the document pinned to its sequence, is not issued again and is told as `issued`, void or not.
   */
  readonly bill: (request: BillRequest, signal: AbortSignal) => Promise<readonly Outcome[]>;
};
