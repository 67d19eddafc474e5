import { randomUUID } from 'node:crypto';
import helmet from '@fastify/helmet';
import fastify, { LogController, type FastifyInstance } from 'fastify';
import type { Deps } from './deps.ts';
import { closeInTime } from './http/close-in-time.ts';
import { cutSlowClients } from './http/cut-slow-clients.ts';
import { onClientError, onError, onNotFound } from './http/error-answers.ts';
import { limitRates } from './http/limit-rates.ts';
import { lingerForBodies } from './http/linger.ts';
import { observeRequests } from './http/observe-requests.ts';
import { refuseOtherMethods } from './http/other-methods.ts';
import { readBodies } from './http/read-bodies.ts';
import { registerRoutes } from './http/register-routes.ts';
import { shedLoad } from './http/shed-load.ts';
import { openApiDocument } from './openapi/document.ts';
import { serveDocs } from './openapi/serve-docs.ts';
import type { AnyRoute } from './route.ts';
import { allRoutes, publicRoutes } from './routes/all-routes.ts';
import { operationRoutes } from './routes/operations.ts';

// Longer than load balancers keep a connection idle, so that it is they who close it.
const keepAliveMs = 72_000;
// A part of a path may be 256 characters of any script, percent-encoded.
const pathPartMax = 4_096;

// How often Node looks for headers that are late, as a part of the time that they have.
const looksInTime = 4;

// Operators ask these to find out what is wrong, and orchestrators whether to restart: a busy service answers them.
const vital = new Set(operationRoutes.map(({ path }) => path));
const guarded = new Set(allRoutes.filter(({ may }) => may !== 'anyone').map(({ path }) => path));

const newServer = ({ limits, logger }: Deps): FastifyInstance => {
  const app = fastify({
    loggerInstance: logger,
    // Its own lines would name URLs, and with them people.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: pathPartMax },
    http: {
      headersTimeout: limits.headersMs,
      connectionsCheckingInterval: limits.headersMs / looksInTime,
    },
    ...(limits.trustedProxies === '' ? {} : { trustProxy: limits.trustedProxies }),
    keepAliveTimeout: keepAliveMs,
    connectionTimeout: limits.idleMs,
    // What still comes on an open connection while the server closes is answered like everything before it.
    return503OnClosing: false,
    clientErrorHandler: onClientError,
    frameworkErrors: onError,
  });
  app.server.maxConnections = limits.connections;
  return app;
};

const serverOf = async (deps: Deps, routes: readonly AnyRoute[]): Promise<FastifyInstance> => {
  const app = newServer(deps);
  const closing = closeInTime(app, deps.limits.closeMs);
  observeRequests(app, deps.observer);
  const { placeOf, enterAs } = shedLoad(app, { ...deps, vital });
  await limitRates(app, { ...deps, vital, guarded });
  cutSlowClients(app, deps.limits);
  lingerForBodies(app, deps.limits.lingerMs);
  app.setErrorHandler(onError);
  app.setNotFoundHandler(onNotFound);
  await app.register(helmet, {
    // What else is served under the domain is not for this service to say.
    strictTransportSecurity: { includeSubDomains: false },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
  });
  readBodies(app, deps.limits, placeOf);
  registerRoutes(app, deps, routes, { closing, enterAs });
  refuseOtherMethods(app, routes);
  return app;
};

/**
 * The HTTP API as a server that does not listen yet. Its `close()` takes no new connections, has streams of facts end at
 * the last whole line, and resolves when every request that was accepted is answered. Health and metrics are part of it
 * where `operations` says so; else they are not there.
 */
export const buildServer = async (
  deps: Deps,
  { operations }: { readonly operations: boolean },
): Promise<FastifyInstance> => {
  const routes = operations ? allRoutes : publicRoutes;
  const app = await serverOf(deps, routes);
  await serveDocs(app, openApiDocument(routes));
  return app;
};

/** Health and metrics alone, for a port that only operators and their machines can reach. */
export const buildPrivateServer = (deps: Deps): Promise<FastifyInstance> =>
  serverOf(deps, operationRoutes);
