import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as t from 'io-ts';
import { isLeft } from 'fp-ts/lib/Either.js';

const file = join(import.meta.dirname, '../../test/data/openmeet-history.ndjson.gz');

/** Whose facts they are. */
export const tenant = 'openmeet';

const CloudEvent = t.intersection([
  t.type({ id: t.string, subject: t.string, data: t.UnknownRecord }),
  t.UnknownRecord,
]);
type CloudEvent = t.TypeOf<typeof CloudEvent>;

const parsed = (line: string): CloudEvent => {
  const event = CloudEvent.decode(JSON.parse(line));
  if (isLeft(event)) throw new Error(`${file} holds a line that is no fact: ${line}`);
  return event.right;
};

const marked = (data: CloudEvent['data'], name: string, mark: string): CloudEvent['data'] =>
  typeof data[name] === 'string' ? { [name]: `${data[name]}${mark}` } : {};

/** The same fact in another copy of the community: its identity, member, group and file are that copy's own. */
const inCopy = (event: CloudEvent, copy: number): CloudEvent => {
  if (copy === 0) return event;
  // An underscore needs no escape in the name of a stream.
  const mark = `_${copy}`;
  const { id, subject, data } = event;
  return {
    ...event,
    id: `${id}${mark}`,
    subject: `${subject}${mark}`,
    data: { ...data, ...marked(data, 'group', mark), ...marked(data, 'fileId', mark) },
  };
};

/**
 * So many real facts in their order, as CloudEvents: the history that comes with the project, then copies of it. A copy
 * leaves sizes, times and the mix of types as they are, so each is as hard to project as the original.
 */
export const repeatedHistory = async (count: number): Promise<readonly CloudEvent[]> => {
  const events = gunzipSync(await readFile(file))
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map(parsed);
  const copies = Array.from({ length: Math.ceil(count / events.length) }, (_, copy) => copy);
  return copies.flatMap((copy) => events.map((event) => inCopy(event, copy))).slice(0, count);
};

/** Facts of one request, and of one batch of the bare client. */
export const factsInBatch = 1_000;

export const batchesOf = <A>(facts: readonly A[]): readonly (readonly A[])[] =>
  Array.from({ length: Math.ceil(facts.length / factsInBatch) }, (_, index) =>
    facts.slice(index * factsInBatch, (index + 1) * factsInBatch),
  );
