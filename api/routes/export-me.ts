import { Readable } from 'node:stream';
import * as E from 'fp-ts/lib/Either.js';
import { ExportLines, exportTexts } from '../export/member-export.ts';
import { anyRoute } from '../http/any-route.ts';
import { noBody } from '../http/no-body.ts';
import { readQuery } from '../params/read-query.ts';
import { problem } from '../problem.ts';
import { answer, noParams } from '../route.ts';
import { ServiceUnavailable } from '../service-unavailable.ts';

const ExportQuery = readQuery('ExportQuery', {}, {});

/** Each reads the whole log once. */
const exportsMax = 4;

/** A stream of the texts that lets go of what they are made of when it is over, and breaks off when the service closes. */
const streamOf = (
  texts: AsyncIterable<string>,
  closing: AbortSignal,
  onOver: () => void,
): Readable => {
  const stream = Readable.from(texts);
  const breakOff = (): void => {
    stream.destroy(new Error('the service is closing'));
  };
  closing.addEventListener('abort', breakOff);
  stream.once('close', () => {
    closing.removeEventListener('abort', breakOff);
    onOver();
  });
  return stream;
};

export const exportMe = anyRoute({
  method: 'GET',
  path: '/v1/me/export',
  summary: 'All that is held about the calling member, as lines',
  description:
    'The first line says what it is; then come memberships and, in the order of the log, every fact that the member is the subject of. The last line says how many there were: without it the export broke off.',
  may: 'member',
  params: noParams,
  query: ExportQuery,
  body: noBody,
  answers: { 200: ExportLines },
  mediaType: 'application/x-ndjson',
  handle: ({ memberFacts, memberships, now }) => {
    const underWay = new Set<string>();
    return (request, { caller, tenant }) =>
      async () => {
        if (caller.kind !== 'member') {
          return E.left(problem(404, 'not-found', 'There is nothing of this name.'));
        }
        const { account } = caller;
        const member = `${tenant} ${account}`;
        // One for each member, so that none of them takes all.
        if (underWay.size >= exportsMax || underWay.has(member)) {
          throw new ServiceUnavailable('Other exports are under way.', 5);
        }
        underWay.add(member);
        const over = new AbortController();
        over.signal.addEventListener('abort', () => underWay.delete(member));
        try {
          const groups = await memberships.groupsOf(tenant, account);
          const facts = await memberFacts(tenant, account, over.signal);
          const texts = exportTexts({ tenant, account, at: now(), memberships: groups, facts });
          const stream = streamOf(texts, request.closing, () => {
            over.abort();
          });
          return E.right(answer(200, stream));
        } catch (error) {
          over.abort();
          throw error;
        }
      };
  },
});
