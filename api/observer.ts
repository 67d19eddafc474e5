/** What became of a fact that came in. */
export type FactOutcome = 'accepted' | 'duplicate' | 'conflict' | 'refused';

/** What there was no room for: another request, another body, or another query. */
export type Shed = 'requests' | 'bodies' | 'queries';

/** Whose rate was limited: that of a credential, of an address that needs none, or of attempts to guess one. */
export type Limited = 'credential' | 'address' | 'attempts';

/** What the API tells about its own work, for metrics. It must not throw. */
export type ApiObserver = {
  /** `type` is what the producer wrote, or empty where it could not be read. */
  readonly factsReceived: (type: string, outcome: FactOutcome, count: number) => void;
  /** `route` is the template, e.g. `/v1/accounts/:account/usage`, or `unknown`. */
  readonly answered: (route: string, method: string, status: number, seconds: number) => void;
  /** A request was answered with 503 since there is too much under way. */
  readonly shed: (what: Shed) => void;
  /** A request was answered with 429. */
  readonly limited: (whose: Limited) => void;
  /** What is under way at this moment, told at each change. */
  readonly underWay: (requests: number, bodyBytes: number) => void;
};

/** The metrics as a scraper reads them. */
export type MetricsPage = {
  readonly contentType: string;
  readonly text: () => Promise<string>;
};
