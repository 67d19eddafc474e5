import { sha256 } from '../hash.ts';

/** How far the log has been taken in. */
export type Checkpoint = {
  /** Undefined before anything was read. */
  readonly position: bigint | undefined;
  /** The number of the last event taken in; 0 before the first. */
  readonly sequence: bigint;
  /** Stands for every event up to here, in order: two logs that agree in it hold the same. */
  readonly digest: string;
};

export const beginning: Checkpoint = { position: undefined, sequence: 0n, digest: '' };

/** The digest after one more event. */
export const chained = (digest: string, part: string): string => sha256(`${digest}\n${part}`);
