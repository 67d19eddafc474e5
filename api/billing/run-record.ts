/** What became of the accounts of a run so far; `totals` are decimals by currency. */
export type RunCounts = {
  readonly issued: number;
  readonly nothingToBill: number;
  readonly standing: number;
  readonly failed: number;
};

/** A run as it was asked for, how far it is, and how it ended where it has. */
export type RunRecord = {
  readonly tenant: string;
  readonly run: string;
  readonly sequence: bigint;
  readonly month: string;
  readonly dryRun: boolean;
  readonly ignoreGrace: boolean;
  /** Undefined for all there are. */
  readonly accounts: readonly string[] | undefined;
  readonly by: string;
  readonly requestedAt: string;
  /** Undefined before it begins, and where what was known of it was lost: it begins again then. */
  readonly progress:
    | (RunCounts & {
        /** Undefined before they were counted. */
        readonly accounts: number | undefined;
        readonly failures: readonly { readonly account: string; readonly message: string }[];
        readonly totals: Readonly<Record<string, string>>;
        readonly isCancelRequested: boolean;
        readonly problem: string | undefined;
      })
    | undefined;
  readonly ended: (RunCounts & { readonly outcome: string; readonly endedAt: string }) | undefined;
};
