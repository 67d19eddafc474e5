import type { Fact } from '../../domain/fact/fact.ts';
import { textIn } from '../support/facts.ts';
import { wholeOf } from './fixed-point.ts';
import { byOccurrence } from './identity.ts';

// Rules 6 and 7.

/** What the net facts say about one file. */
export type File = {
  /** The store that counts. */
  readonly store: Fact | undefined;
  /** The stores that do not. */
  readonly storedAgain: readonly Fact[];
  /** The release that ends it. */
  readonly release: Fact | undefined;
  /** In order of occurrence. */
  readonly attaches: readonly Fact[];
};

const fileOf = (said: readonly Fact[]): File => {
  const of = (type: string): readonly Fact[] => said.filter((fact) => fact.type === type);
  const [store, ...storedAgain] = of('openmeet.file.stored');
  return {
    store,
    storedAgain,
    release: of('openmeet.file.released').toSorted(byOccurrence)[0],
    attaches: of('openmeet.file.attached').toSorted(byOccurrence),
  };
};

const aboutFiles = new Set([
  'openmeet.file.stored',
  'openmeet.file.attached',
  'openmeet.file.released',
]);

/** The files of one tenant, by its net facts in log order. */
export const filesOf = (facts: readonly Fact[]): readonly File[] =>
  [
    ...Map.groupBy(
      facts.filter(({ type }) => aboutFiles.has(type)),
      (fact) => textIn(fact, 'fileId') ?? '',
    ).values(),
  ].map(fileOf);

const isLiveAt = ({ store, release }: File, t: number): boolean =>
  store !== undefined && store.at <= t && (release === undefined || release.at > t);

const belongsTo = ({ store, attaches }: File, account: string, t: number): boolean => {
  if (account === store?.subject) return true;
  const said = attaches.findLast(({ at }) => at <= t) ?? store;
  const group = said?.data['group'];
  return typeof group === 'string' && account === `group:${group}`;
};

/** What an account (or a service) keeps at an instant, changes at that instant applied: by looking at every file. */
export const levelAt = (files: readonly File[], account: string, t: number): bigint =>
  files
    .filter((file) => isLiveAt(file, t) && belongsTo(file, account, t))
    .reduce((level, { store }) => level + wholeOf(store?.data['bytes']), 0n);
