import type { Either } from 'fp-ts/lib/Either.js';
import type { Fault } from '../../../../domain/codec/faults.ts';
import { decodeFact, type FactRules } from '../../../../domain/fact/decode-fact.ts';
import type { Fact } from '../../../../domain/fact/fact.ts';

export const rules: FactRules = {
  tenant: 't1',
  earliest: Date.UTC(2000, 0, 1),
  latest: Date.UTC(2026, 5, 1),
};

/** A CloudEvent that is accepted, with these attributes put over its own. */
export const cloudEvent = (parts: Readonly<Record<string, unknown>> = {}) => ({
  specversion: '1.0',
  id: '1',
  source: '/app',
  type: 'openmeet.file.shared',
  subject: 'user:u1',
  time: '2026-01-15T09:30:00Z',
  data: { fileId: 'f1' },
  ...parts,
});

export const without = (event: object, key: string): object =>
  Object.fromEntries(Object.entries(event).filter(([name]) => name !== key));

export const decoded = (input: unknown): Either<readonly Fault[], Fact> => decodeFact(input, rules);

export const faultsOf = (input: unknown): readonly Fault[] => {
  const result = decoded(input);
  return result._tag === 'Left' ? result.left : [];
};

/** The paths of all faults, each once. */
export const pathsOf = (input: unknown): readonly string[] => [
  ...new Set(faultsOf(input).map(({ path }) => path)),
];
