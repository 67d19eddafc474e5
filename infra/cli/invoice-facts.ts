import * as t from 'io-ts';
import { askService } from './ask-service.ts';
import { columns } from './columns.ts';
import type { Output } from './output.ts';
import { pagesOf } from './pages-of.ts';
import type { Service } from './post-lines.ts';

const Fact = t.type({
  sequence: t.string,
  source: t.string,
  id: t.string,
  contentHash: t.string,
  type: t.string,
  subject: t.string,
  time: t.string,
});
type Fact = t.TypeOf<typeof Fact>;
const Page = t.intersection([
  t.type({ invoice: t.string, line: t.number, facts: t.array(Fact) }),
  t.partial({ count: t.string, digest: t.string, cursor: t.string }),
]);

const rowOf = ({ sequence, time, type, subject, source, id }: Fact): readonly string[] => [
  sequence,
  time,
  type,
  subject,
  source,
  id,
];

/** Prints the facts behind a line of a document, in the order of the log, and says their digest. */
export const invoiceFacts = async (
  service: Service,
  number: string,
  line: string,
  { say, print, json }: Output,
): Promise<void> => {
  const path = `/v1/invoices/${encodeURIComponent(number)}/facts`;
  const pages = pagesOf(path, { line }, (page) =>
    askService(service, Page, { method: 'GET', path: page }),
  );
  const all: Fact[] = [];
  let told: object = {};
  for await (const { facts, cursor, ...about } of pages) {
    told = about;
    if (json) all.push(...facts);
    else for (const row of columns(facts.map(rowOf))) print(row.trimEnd());
    if (json || cursor !== undefined) continue;
    const { count = '0', digest } = about;
    say(`Facts: ${count}${digest === undefined ? '' : `, digest ${digest}`}`);
  }
  if (json) print(JSON.stringify({ ...told, facts: all }));
};
