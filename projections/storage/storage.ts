import { decimalOf, whole, zero } from '../../domain/decimal.ts';
import { isA, type Fact } from '../../domain/fact/fact.ts';
import { fileClaimIn } from '../../domain/storage/file-claim.ts';
import {
  anomaliesOf,
  levelChanges,
  type FileClaim,
  type FileHistory,
  type StorageAnomaly,
} from '../../domain/storage/file-history.ts';
import { dayOf } from '../../domain/time/window.ts';
import { add, make, put, remove, type Change } from '../change.ts';
import type { CountedFact } from '../counted.ts';
import { ignore, ignoreBilling, type Projector } from '../projector.ts';
import { claimsStanding, claimsTouched, type ClaimVersion } from '../touched-claims.ts';
import { restOfClaim, versionOfRow } from './claims.ts';
import {
  storageAnomalies,
  storageChanges,
  storageClaims,
  storageDays,
  storageReadings,
} from './tables.ts';

type FileKey = readonly [tenant: string, fileId: string];

/** The level changes that turn the old history's into the new one's. */
const changesOfLevel = (
  tenant: string,
  before: FileHistory,
  after: FileHistory,
): readonly Change[] => {
  const signed = [
    ...levelChanges(before).map((change) => ({ ...change, delta: -change.delta })),
    ...levelChanges(after),
  ];
  return signed.flatMap(({ account, at, delta }) => [
    add(storageChanges, [tenant, account, at], [whole(delta)]),
    add(storageDays, [tenant, account, dayOf(at)], [whole(delta)]),
  ]);
};

const keyOfAnomaly = (tenant: string, { kind, source, id }: StorageAnomaly) =>
  [tenant, kind, source, id] as const;

const goneAnomalies = ([tenant]: FileKey, history: FileHistory): readonly Change[] =>
  anomaliesOf(history).map((odd) => remove(storageAnomalies, keyOfAnomaly(tenant, odd)));

const openAnomalies = ([tenant, fileId]: FileKey, history: FileHistory): readonly Change[] =>
  anomaliesOf(history).map((odd) =>
    put(storageAnomalies, keyOfAnomaly(tenant, odd), [odd.at, `file ${fileId}`]),
  );

const changesOfClaims = (
  [tenant, fileId]: FileKey,
  come: readonly ClaimVersion<FileClaim>[],
): readonly Change[] =>
  come.map(({ sequence, since, claim }) =>
    make(storageClaims, [tenant, fileId, sequence, since], restOfClaim(claim)),
  );

/** A reading is of the group it names, else of who took it. */
const reading = (fact: Fact | undefined, sequence: bigint, isThere: boolean): readonly Change[] => {
  if (fact === undefined || !isA(fact, 'openmeet.storage.measured')) return [];
  const { tenant, source, id, subject, at, data } = fact;
  const account = data.group === undefined ? subject : `group:${data.group}`;
  const key = [tenant, account, at, sequence] as const;
  return isThere
    ? [put(storageReadings, key, [source, id, decimalOf(data.bytes) ?? zero])]
    : [remove(storageReadings, key)];
};

const changesOfReadings = (facts: readonly CountedFact[]): readonly Change[] =>
  facts.flatMap(({ effect }) =>
    effect === undefined
      ? []
      : [
          ...reading(effect.was, effect.sequence, false),
          ...reading(effect.is, effect.sequence, true),
        ],
  );

const fileOf = (
  fact: Fact,
  sequence: bigint,
): { readonly key: FileKey; readonly claim: FileClaim } | undefined => {
  const said = fileClaimIn(fact, sequence);
  return said === undefined ? undefined : { key: [fact.tenant, said.fileId], claim: said.claim };
};

/** Storage over time: every file's history, and the level of each account as a step function. */
export const storage: Projector = {
  name: 'storage',
  version: 3,
  tables: [storageClaims, storageChanges, storageDays, storageReadings, storageAnomalies],
  wants: (facts) =>
    claimsTouched(facts, fileOf).map(({ key }) => ({ table: storageClaims, under: key })),
  onFacts: (facts, rows) => {
    const files = claimsTouched(facts, fileOf).map(({ key, come }) => {
      const versions = rows.under(storageClaims, key).map(versionOfRow);
      const [before, after] = [claimsStanding(versions), claimsStanding([...versions, ...come])];
      return { key, come, before, after };
    });
    return [
      // A fact that is corrected from one file to another may be as odd there: what is gone goes first.
      ...files.flatMap(({ key, before }) => goneAnomalies(key, before)),
      ...files.flatMap(({ key, come, before, after }) => [
        ...changesOfClaims(key, come),
        ...changesOfLevel(key[0], before, after),
        ...openAnomalies(key, after),
      ]),
      ...changesOfReadings(facts),
    ];
  },
  on: { FactConflicted: ignore, MeterDefined: ignore, MeterRetired: ignore, ...ignoreBilling },
};
