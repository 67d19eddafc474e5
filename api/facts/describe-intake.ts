import { defaultLimits } from '../limits.ts';

// What the OpenAPI document says of the routes that take facts in.

const { bodyBytes, factBytes, factsInArray, refusalsListed } = defaultLimits;
const mebibytes = bodyBytes / 1024 ** 2;
const kibibytes = factBytes / 1024;
const count = (number: number): string => number.toLocaleString('en');

/** One fact or an array of them. */
export const arraysDescription = `A fact has at most ${kibibytes} KiB, an array at most ${count(factsInArray)} facts, a body at most ${mebibytes} MiB without its compression, which may be gzip. Sending a fact again is safe: its source and id are its identity.

Of one fact or an array, nothing is in where anything does not decode (422). A fact whose identity is known with other contents is in conflict: alone it is a 409; in an array (207) it is among the refused, and the rest is in.

A key needs \`ingest\` for facts, but \`membership\` for those whose type begins with \`openmeet.group.\`, and \`amend\` for those that begin with \`usage.\`. What it may not send is refused like what does not decode.`;

/** One fact, an array, or lines. */
export const factsDescription = `${arraysDescription}

Lines (\`application/x-ndjson\`) have no limit in number or size, and each stands for itself: 202 where all are in, 207 where some are refused, of which the first ${count(refusalsListed)} are listed. Where the stream breaks off (400) or the service cannot go on (503), the problem says what became of the lines up to \`lastDurableLine\`: send those after it again.`;

export const factsProblems = {
  409: 'The one fact is in conflict with a known one, which stands',
  413: `The body is larger than ${mebibytes} MiB, or the one fact larger than ${kibibytes} KiB`,
  422: 'Facts that do not decode, with every fault of every one; none is in',
};
