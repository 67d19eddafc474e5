import * as E from 'fp-ts/lib/Either.js';
import type { Fault } from '../../domain/codec/faults.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import type { JsonText } from '../json/read-json.ts';
import { weigh } from '../json/weigh.ts';
import type { Limits } from '../limits.ts';
import { badInput, faultsListedMax, problem, type Problem } from '../problem.ts';
import { decodePermitted, factProblem, type IntakeRules } from './fact-scope.ts';

/** No character takes more bytes than this in JSON, an escaped one included. */
const bytesPerCharacterMax = 6;

/** Whether a fact of an array is larger than a fact may be, blanks between its parts not counted. */
const isTooLarge = (value: unknown, factBytes: number): boolean => {
  const weight = weigh(value);
  return (
    weight !== undefined &&
    weight.characters * bytesPerCharacterMax > factBytes &&
    Buffer.byteLength(JSON.stringify(value)) > factBytes
  );
};

const tooLarge = (factBytes: number): string => `is larger than ${factBytes} bytes`;

/** Faults of many facts: all are counted, and as many kept as an answer lists. One fault a place is enough. */
const collectFaults = (known: readonly Fault[]) => {
  const places = new Set(known.map(({ path }) => path));
  const kept = [...known];
  let total = known.length;
  return {
    add: (fault: Fault): void => {
      if (places.has(fault.path)) return;
      total += 1;
      if (kept.length < faultsListedMax) kept.push(fault);
    },
    problem: (): Problem | undefined => (total === 0 ? undefined : factProblem(kept, total)),
  };
};

/** The one fact of a body, or its problem: 413 where it is too large, 422 with every fault of it. */
export const decodeOne = (
  { value, faults, sizeBytes }: JsonText & { readonly sizeBytes: number },
  rules: IntakeRules,
  { factBytes }: Pick<Limits, 'factBytes'>,
): E.Either<Problem, Fact> => {
  if (sizeBytes > factBytes) {
    return E.left(problem(413, 'fact-too-large', `The fact ${tooLarge(factBytes)}.`));
  }
  const decoded = decodePermitted(value, rules);
  const collected = collectFaults(faults);
  if (E.isLeft(decoded)) decoded.left.forEach(collected.add);
  const bad = collected.problem();
  return bad === undefined ? E.mapLeft(factProblem)(decoded) : E.left(bad);
};

/** The facts of an array; left: a 422 with every fault of every one of them, `/3/data/bytes` being the fourth's. */
export const decodeList = (
  values: readonly unknown[],
  { faults, sizeBytes }: JsonText & { readonly sizeBytes: number },
  rules: IntakeRules,
  limits: Pick<Limits, 'factBytes' | 'factsInArray'>,
): E.Either<Problem, readonly Fact[]> => {
  const { factBytes, factsInArray } = limits;
  if (values.length === 0) return E.left(badInput([{ path: '', message: 'holds no fact' }]));
  if (values.length > factsInArray) {
    const message = `holds ${values.length} facts, more than ${factsInArray}: send lines (application/x-ndjson)`;
    return E.left(badInput([{ path: '', message }]));
  }
  const collected = collectFaults(faults);
  const facts: Fact[] = [];
  for (const [index, value] of values.entries()) {
    // A body that is smaller than a fact may be holds no fact that is larger.
    if (sizeBytes > factBytes && isTooLarge(value, factBytes)) {
      collected.add({ path: `/${index}`, message: tooLarge(factBytes) });
      continue;
    }
    const decoded = decodePermitted(value, rules);
    if (E.isRight(decoded)) facts.push(decoded.right);
    else {
      for (const { path, message } of decoded.left) {
        collected.add({ path: `/${index}${path}`, message });
      }
    }
  }
  const bad = collected.problem();
  return bad === undefined ? E.right(facts) : E.left(bad);
};
