import { resolve } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { nameOf, type LogPlace } from './open-log.ts';
import { LogUnfit } from './log-unfit.ts';

/** The log that the settings name. */
export const placeIn = ({
  eventstoreUrl,
  dataDir,
}: Pick<Settings, 'eventstoreUrl' | 'dataDir'>): LogPlace =>
  eventstoreUrl === undefined ? { dataDir } : { url: eventstoreUrl };

/** What was given as a place: a connection string of an EventStoreDB, or else a data folder. */
export const placeFrom = (text: string): LogPlace => {
  if (/^esdb(\+discover)?:\/\/./.test(text)) return { url: text };
  // The text is not repeated: it may hold a password.
  if (text === '' || text.includes('://')) {
    throw new LogUnfit(
      'A log is named by a connection string that begins with esdb:// or esdb+discover://, or by a data folder.',
    );
  }
  return { dataDir: resolve(text) };
};

export const samePlace = (a: LogPlace, b: LogPlace): boolean =>
  'url' in a === 'url' in b && nameOf(a) === nameOf(b);
