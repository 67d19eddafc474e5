/** A server of ours that runs as a child process. */
export type EmbeddedServer = {
  /** The connection string; it may hold a password. */
  readonly url: string;
  readonly pid: number;
  /** Resolves, and never rejects, when the server ends without having been told to: with what happened. */
  readonly failed: Promise<Error>;
  /** Ends the server in good order. May be called again, and after a failure. */
  readonly stop: () => Promise<void>;
};

/** Takes one line of a server's own log, without its line feed. */
export type LineLog = (line: string) => void;

export const logNothing: LineLog = () => undefined;
