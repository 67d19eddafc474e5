import type { FastifyInstance } from 'fastify';
import type { ApiObserver } from '../observer.ts';

/**
 * Tells of every answered request: one line in the log and one observation. By the route's template and not by its URL,
 * since paths and queries name people.
 */
export const observeRequests = (app: FastifyInstance, observer: ApiObserver): void => {
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { method } = request;
    const { statusCode, elapsedTime } = reply;
    observer.answered(route, method, statusCode, elapsedTime / 1_000);
    request.log.info(
      { method, route, status: statusCode, ms: Math.round(elapsedTime) },
      'answered',
    );
  });
};
