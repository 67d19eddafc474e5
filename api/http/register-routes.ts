import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { authenticated, type Acting } from '../auth/authenticate.ts';
import type { Deps } from '../deps.ts';
import { problem, Refused } from '../problem.ts';
import type { AnyRoute, Reply } from '../route.ts';
import { sendProblem } from './error-answers.ts';
import { isUtf8Type, mediaTypeOf } from './media-type.ts';
import type { ReceivedBody } from './received-body.ts';
import type { EnterAs } from './shed-load.ts';

// For a route that anyone may call: it asks nothing of its caller and must not learn anything about one.
const nobody: Acting = {
  caller: { kind: 'key', id: '', name: '', tenant: '', scopes: new Set(), anyTenant: false },
  tenant: '',
};

/** The account that a path names, as it is decoded by then. */
const accountIn = (params: unknown): string | undefined => {
  const account = t.UnknownRecord.is(params) ? params['account'] : undefined;
  return typeof account === 'string' ? account : undefined;
};

const actingFor = async (
  deps: Deps,
  { may }: AnyRoute,
  { headers, params }: FastifyRequest,
): Promise<Acting> => {
  if (may === 'anyone') return nobody;
  const tenantId = headers['x-tenant-id'];
  return authenticated(
    deps,
    {
      authorization: headers.authorization,
      // A header that is sent twice arrives as one text, with a comma in it.
      tenantId: Array.isArray(tenantId) ? tenantId.join() : tenantId,
    },
    { may, account: accountIn(params) },
  );
};

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Refuses, before it is read, a body of a media type that the route does not take. */
const refuseOtherTypes = ({ body }: AnyRoute, request: FastifyRequest): void => {
  const known = Object.keys(body.content);
  if (known.length === 0 || !hasBody(request)) return;
  const contentType = request.headers['content-type'];
  if (known.includes(mediaTypeOf(contentType)) && isUtf8Type(contentType)) return;
  throw new Refused(
    problem(415, 'unsupported-media-type', `Send one of: ${known.join(', ')}, in UTF-8.`),
    { accept: known.join(', ') },
  );
};

const send = (
  reply: FastifyReply,
  { status, body, headers = {} }: Reply,
  mediaType: string,
): FastifyReply => {
  const answer = reply.code(status).headers(headers);
  if (body === undefined) return answer.send();
  if (!reply.hasHeader('content-type')) void answer.type(mediaType);
  if (body instanceof Readable) {
    // It is too late for a problem: the client sees that the answer breaks off, and the operator why.
    body.once('error', (error) => {
      reply.log.error({ err: error }, 'an answer broke off');
    });
  }
  const asItIs = typeof body === 'string' || body instanceof Readable || body instanceof Uint8Array;
  return answer.send(asItIs ? body : JSON.stringify(body));
};

/** What requests have to do with, beside their routes: that the server closes, and who else is being answered. */
type Around = { readonly closing: AbortSignal; readonly enterAs: EnterAs };

const register = (
  app: FastifyInstance,
  deps: Deps,
  route: AnyRoute,
  { closing, enterAs }: Around,
): void => {
  const handle = route.handle(deps);
  const acting = new WeakMap<FastifyRequest, Acting>();
  app.route<{ Body: ReceivedBody | undefined }>({
    method: route.method,
    url: route.path,
    onRequest: async (request) => {
      const known = await actingFor(deps, route, request);
      if (route.may !== 'anyone') enterAs(request, known);
      acting.set(request, known);
      refuseOtherTypes(route, request);
    },
    handler: async (request, reply) => {
      const { params, query, body = { kind: 'none' }, headers } = request;
      // Also where it is a problem: that nothing fits depends on it too.
      if (route.alternatives.length > 0) void reply.header('vary', 'accept');
      const answered = await handle(
        { params, query, body, accept: headers.accept, closing },
        acting.get(request) ?? nobody,
      )();
      return E.isLeft(answered)
        ? sendProblem(reply, answered.left)
        : send(reply, answered.right, route.mediaType ?? 'application/json; charset=utf-8');
    },
  });
};

/** Has a server answer the routes. */
export const registerRoutes = (
  app: FastifyInstance,
  deps: Deps,
  routes: readonly AnyRoute[],
  around: Around,
): void => {
  for (const route of routes) register(app, deps, route, around);
};
