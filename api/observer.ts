/** What became of a fact that came in. */
export type FactOutcome = 'accepted' | 'duplicate' | 'conflict' | 'refused';

/** What the API tells about its own work, for metrics. It must not throw. */
export type ApiObserver = {
  /** `type` is what the producer wrote, or empty where it could not be read. */
  readonly factsReceived: (type: string, outcome: FactOutcome, count: number) => void;
  /** `route` is the template, e.g. `/v1/accounts/:account/usage`, or `unknown`. */
  readonly answered: (route: string, method: string, status: number, seconds: number) => void;
};

/** The metrics as a scraper reads them. */
export type MetricsPage = {
  readonly contentType: string;
  readonly text: () => Promise<string>;
};
