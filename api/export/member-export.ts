import { Readable } from 'node:stream';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { instantText, type EpochMs } from '../../domain/time/instant.ts';
import { Count, TimeText, WholeText } from '../answer-parts.ts';
import type { LoggedFact } from '../queries/member-facts.ts';
import { sentEvent, SentEvent } from '../facts/sent-events.ts';

const Heading = closed(
  'ExportHeading',
  {
    export: t.literal('usage-ledger member'),
    version: t.literal(1),
    tenant: t.string,
    account: t.string,
    at: TimeText,
  },
  {},
);
const Membership = closed(
  'ExportedMembership',
  { membership: closed('ExportedRole', { group: t.string, role: t.string }, {}) },
  {},
);
const LoggedFactView = closed(
  'ExportedFact',
  { fact: SentEvent, position: WholeText, recordedAt: t.string },
  {},
);
const Ending = closed(
  'ExportEnding',
  { end: closed('ExportCounts', { memberships: Count, facts: Count }, {}) },
  {},
);

const isReadable = (value: unknown): value is Readable => value instanceof Readable;

/** The lines of an export: what it is, memberships, facts, and at last how many; without that line it is not whole. */
export const ExportLines = Object.assign(
  new t.Type<Readable>(
    'ExportLine',
    isReadable,
    (value, context) => (isReadable(value) ? t.success(value) : t.failure(value, context)),
    t.identity,
  ),
  { anyOf: [Heading, Membership, LoggedFactView, Ending] },
);

type Line =
  | t.TypeOf<typeof Heading>
  | t.TypeOf<typeof Membership>
  | {
      readonly fact: t.TypeOf<typeof SentEvent>;
      readonly position: string;
      readonly recordedAt: string;
    }
  | t.TypeOf<typeof Ending>;

const textOf = (lines: readonly Line[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');

const factLine = ({ fact, position, recordedAt }: LoggedFact): Line => ({
  fact: sentEvent(fact),
  position: String(position),
  recordedAt,
});

export type Held = {
  readonly tenant: string;
  readonly account: string;
  readonly at: EpochMs;
  readonly memberships: readonly { readonly group: string; readonly role: string }[];
  readonly facts: AsyncIterable<readonly LoggedFact[]>;
};

/** All that is held about a member as NDJSON, a part at a time: no more of it is in memory than one part of the facts. */
export async function* exportTexts(held: Held): AsyncGenerator<string, void, void> {
  const { tenant, account, at, memberships } = held;
  yield textOf([
    { export: 'usage-ledger member', version: 1, tenant, account, at: instantText(at) },
    ...memberships.map((membership) => ({ membership })),
  ]);
  let facts = 0;
  for await (const part of held.facts) {
    facts += part.length;
    if (part.length > 0) yield textOf(part.map(factLine));
  }
  yield textOf([{ end: { memberships: memberships.length, facts } }]);
}
