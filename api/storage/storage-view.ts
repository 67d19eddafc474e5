import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { quotientText } from '../../domain/decimal.ts';
import type { StorageOverTime } from '../../domain/storage/timeline.ts';
import { instantText } from '../../domain/time/instant.ts';
import { DecimalText, TimeText, WholeText } from '../answer-parts.ts';

const figures = {
  from: TimeText,
  to: TimeText,
  openingBytes: WholeText,
  closingBytes: WholeText,
  peakBytes: WholeText,
  byteMs: WholeText,
  gbHours: DecimalText,
  averageBytes: DecimalText,
};

const StorageWindow = closed('StorageWindow', figures, {});

export const StorageView = closed(
  'Storage',
  {
    account: t.string,
    ...figures,
    /** Every window of the period; none where no windows were asked for. */
    windows: t.readonlyArray(StorageWindow),
  },
  {},
);

const bytesPerGb = 10n ** 9n;
const msPerHour = 3_600_000n;

/** The figures of a period: all exact but for gbHours and averageBytes, which are rounded half away from zero. */
export const storageFigures = (storage: StorageOverTime): t.TypeOf<typeof StorageWindow> => {
  const { from, to, openingBytes, closingBytes, peakBytes, byteMs } = storage;
  return {
    from: instantText(from),
    to: instantText(to),
    openingBytes: String(openingBytes),
    closingBytes: String(closingBytes),
    peakBytes: String(peakBytes),
    byteMs: String(byteMs),
    gbHours: quotientText(byteMs, bytesPerGb * msPerHour, 9),
    averageBytes: quotientText(byteMs, BigInt(to - from), 3),
  };
};
