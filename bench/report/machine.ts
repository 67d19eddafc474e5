import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { aligned } from './table.ts';
import type { Options } from '../options.ts';
import { factsInBatch } from '../facts/repeated-history.ts';

const gib = 1024 ** 3;

/** Where and with what the figures are made. */
export const machineFacts = ({ facts, rounds, batchesInFlight }: Options): string =>
  aligned(
    [
      ['cores', `${availableParallelism()} (${cpus()[0]?.model.trim() ?? 'unknown'})`],
      ['memory', `${(totalmem() / gib).toFixed(1)} GiB`],
      ['system', `${type()} ${release()}`],
      ['Node', process.version],
      ['load before', loadavg()[0]?.toFixed(2) ?? ''],
      ['facts a run', `${facts.toLocaleString('en')}, of a real history, repeated`],
      [
        'sent as',
        `${factsInBatch.toLocaleString('en')} a batch, ${batchesInFlight} batches in flight`,
      ],
      ['rounds', `${rounds}, the sides in turn; a ratio is that of one round`],
    ].map(([name = '', value = '']) => [`${name.padEnd(12)}${value}`]),
  );
