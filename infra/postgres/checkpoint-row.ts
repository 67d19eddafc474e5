import type { Checkpoint } from '../../domain/ledger/checkpoint.ts';

/** A checkpoint as the driver gives it back and takes it: 64-bit numbers as texts. */
export type CheckpointRow = {
  readonly position: string | null;
  readonly sequence: string;
  readonly digest: string;
};

export const checkpointOfRow = ({ position, sequence, digest }: CheckpointRow): Checkpoint => ({
  position: position === null ? undefined : BigInt(position),
  sequence: BigInt(sequence),
  digest,
});

export const rowOfCheckpoint = ({ position, sequence, digest }: Checkpoint): CheckpointRow => ({
  position: position === undefined ? null : String(position),
  sequence: String(sequence),
  digest,
});
