import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { invalidArgument } from '../errors.ts';
import type { Journal, JournalRow } from '../journal/journal.ts';
import { TwoGenerations } from '../journal/two-generations.ts';

/** Which events of the log a reader wants, and after how many considered ones it is told how far it got. */
export type EventFilter = {
  readonly wants: (row: JournalRow) => boolean;
  readonly checkpointEvery: number;
};

const defaultWindow = 32;
const rememberedVerdicts = 10_000;

/** Reads the filter of a request. Throws INVALID_ARGUMENT for a regular expression that is none. */
export const eventFilterOf = (
  options: ReadReq.Options.FilterOptions,
  journal: Journal,
): EventFilter => {
  const window = options.hasMax() ? options.getMax() : defaultWindow;
  const checkpointEvery = Math.max(1, window * options.getCheckpointintervalmultiplier());
  const byStream = options.getStreamIdentifier();
  if (byStream !== undefined) {
    const matches = matcherOf(byStream);
    const wants = remembering((id: number) => matches(journal.streamName(id)));
    return { wants: ({ stream }) => wants(stream), checkpointEvery };
  }
  const byType = options.getEventType();
  if (byType === undefined) throw invalidArgument('The filter says neither stream nor event type.');
  const wants = remembering(matcherOf(byType));
  return { wants: ({ type }) => wants(type), checkpointEvery };
};

/** A filter by name gives the same answer each time, so it is asked once for each stream or type. */
const remembering = <Key>(test: (key: Key) => boolean): ((key: Key) => boolean) => {
  const verdicts = new TwoGenerations<Key, boolean>(rememberedVerdicts);
  return (key) => {
    let verdict = verdicts.get(key);
    if (verdict === undefined) {
      verdict = test(key);
      verdicts.set(key, verdict);
    }
    return verdict;
  };
};

const matcherOf = (
  expression: ReadReq.Options.FilterOptions.Expression,
): ((name: string) => boolean) => {
  const pattern = expression.getRegex();
  const prefixes = expression.getPrefixList();
  if (pattern === '') return (name) => prefixes.some((prefix) => name.startsWith(prefix));
  try {
    const regex = new RegExp(pattern, 'u');
    return (name) => regex.test(name);
  } catch {
    throw invalidArgument(`The filter's regular expression is not valid: ${pattern}`);
  }
};
