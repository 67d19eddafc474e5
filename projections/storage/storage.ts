import { decimalOf, decimalToText, whole, zero } from '../../domain/decimal.ts';
import { isA, type Fact } from '../../domain/fact/fact.ts';
import {
  anomaliesOf,
  levelChanges,
  type FileClaim,
  type FileHistory,
  type StorageAnomaly,
} from '../../domain/storage/file-history.ts';
import { dayOf } from '../../domain/time/window.ts';
import { add, put, remove, type Change } from '../change.ts';
import { ignore, type Projector } from '../projector.ts';
import { storageAnomalies, storageChanges, storageDays, storageFiles } from './tables.ts';

type FileSaid = { readonly fileId: string; readonly claim: FileClaim };

const saidBy = (fact: Fact): FileSaid | undefined => {
  const { at, source, id, subject } = fact;
  if (isA(fact, 'openmeet.file.stored')) {
    const { fileId, group } = fact.data;
    // `10.0` and 1e21 are whole numbers too, but no texts of digits.
    const bytes = decimalToText(decimalOf(fact.data.bytes) ?? zero);
    const stored = { kind: 'stored', at, source, id, subject, bytes } as const;
    return { fileId, claim: group === undefined ? stored : { ...stored, group } };
  }
  if (isA(fact, 'openmeet.file.attached')) {
    const { fileId, group } = fact.data;
    return { fileId, claim: { kind: 'attached', at, source, id, group } };
  }
  return isA(fact, 'openmeet.file.released')
    ? { fileId: fact.data.fileId, claim: { kind: 'released', at, source, id } }
    : undefined;
};

/** The level changes that turn the old history's into the new one's. */
const changesOfLevel = (
  tenant: string,
  before: FileHistory,
  after: FileHistory,
): readonly Change[] => {
  const net = new Map<string, { account: string; at: number; delta: bigint }>();
  const count = (history: FileHistory, sign: bigint): void => {
    for (const { account, at, delta } of levelChanges(history)) {
      const key = `${account}\n${at}`;
      net.set(key, { account, at, delta: (net.get(key)?.delta ?? 0n) + sign * delta });
    }
  };
  count(before, -1n);
  count(after, 1n);
  return [...net.values()]
    .filter(({ delta }) => delta !== 0n)
    .flatMap(({ account, at, delta }) => [
      add(storageChanges, [tenant, account, at], [whole(delta)]),
      add(storageDays, [tenant, account, dayOf(at)], [whole(delta)]),
    ]);
};

const changesOfAnomalies = (
  tenant: string,
  fileId: string,
  before: FileHistory,
  after: FileHistory,
): readonly Change[] => {
  const named = (history: FileHistory) =>
    new Map(anomaliesOf(history).map((odd) => [`${odd.kind}\n${odd.source}\n${odd.id}`, odd]));
  const [were, are] = [named(before), named(after)];
  const keyOf = ({ kind, source, id }: StorageAnomaly) => [tenant, kind, source, id] as const;
  const gone = [...were].filter(([name]) => !are.has(name));
  const come = [...are].filter(([name]) => !were.has(name));
  return [
    ...gone.map(([, odd]) => remove(storageAnomalies, keyOf(odd))),
    ...come.map(([, odd]) => put(storageAnomalies, keyOf(odd), [odd.at, `file ${fileId}`])),
  ];
};

/** Storage over time: every file's history, and the level of each account as a step function. */
export const storage: Projector = {
  name: 'storage',
  version: 1,
  tables: [storageFiles, storageChanges, storageDays, storageAnomalies],
  wants: ({ fact }) => {
    const said = saidBy(fact);
    return said === undefined ? [] : [{ table: storageFiles, key: [fact.tenant, said.fileId] }];
  },
  onFact: ({ fact }, rows) => {
    const said = saidBy(fact);
    if (said === undefined) return [];
    const { tenant } = fact;
    const { fileId, claim } = said;
    // The column holds what this projector put there.
    const before = (rows.get(storageFiles, [tenant, fileId])?.[0] ?? []) as FileHistory;
    const after = [...before, claim];
    return [
      put(storageFiles, [tenant, fileId], [after]),
      ...changesOfLevel(tenant, before, after),
      ...changesOfAnomalies(tenant, fileId, before, after),
    ];
  },
  on: { FactConflicted: ignore },
};
