import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { readJson } from '../json/read-json.ts';
import { problem, type Problem } from '../problem.ts';
import { decodePermitted, factProblem, type IntakeRules } from './fact-scope.ts';
import type { Line } from './line-list.ts';
import type { Item } from './tally.ts';

// Up to 1,000 refusals are listed, each with its faults.
const faultsListedMax = 50;
const idShownMax = 256;

const refused = (index: number, value: unknown, refusal: Problem): Item => {
  const { id, type } = t.UnknownRecord.is(value) ? value : {};
  return {
    index,
    type: typeof type === 'string' ? type : '',
    refusal: {
      index,
      id: typeof id === 'string' ? id.slice(0, idShownMax).toWellFormed() : null,
      problem: refusal,
    },
  };
};

const unreadable = (line: Line, lineBytes: number): Problem =>
  line.unreadable === 'too-long'
    ? problem(413, 'fact-too-large', `The line is longer than ${lineBytes} bytes.`)
    : problem(400, 'not-utf8', 'The line is not valid UTF-8.');

/** The fact of a line, or why it is refused by itself. */
export const decodeLine = (line: Line, rules: IntakeRules, lineBytes: number): Item => {
  const { index, text } = line;
  if (text === undefined) return refused(index, undefined, unreadable(line, lineBytes));
  const json = readJson(text);
  if (E.isLeft(json)) {
    return refused(index, undefined, problem(400, 'malformed-json', `${json.left}.`));
  }
  const { value, faults } = json.right;
  const decoded = decodePermitted(value, rules);
  if (E.isRight(decoded) && faults.length === 0) return { index, fact: decoded.right };
  const places = new Set(faults.map(({ path }) => path));
  const others = E.isLeft(decoded) ? decoded.left.filter(({ path }) => !places.has(path)) : [];
  const all = [...faults, ...others];
  return refused(index, value, factProblem(all, all.length, faultsListedMax));
};
