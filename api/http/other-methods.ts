import type { FastifyInstance } from 'fastify';
import { problem, Refused } from '../problem.ts';
import type { AnyRoute } from '../route.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Answers, on the paths that there are, the methods that they do not have (405) and OPTIONS, both with `Allow`. */
export const refuseOtherMethods = (app: FastifyInstance, routes: readonly AnyRoute[]): void => {
  for (const [path, ofPath] of Map.groupBy(routes, ({ path }) => path)) {
    const known = new Set<string>(ofPath.map(({ method }) => method));
    if (known.has('GET')) known.add('HEAD');
    const allow = [...known, 'OPTIONS'].join(', ');
    app.route({
      method: methods.filter((method) => !known.has(method)),
      url: path,
      onRequest: async ({ method }) => {
        throw new Refused(
          problem(405, 'method-not-allowed', `${method} is not known here; there is ${allow}.`),
          { allow },
        );
      },
      handler: async () => undefined,
    });
    app.route({
      method: 'OPTIONS',
      url: path,
      onRequest: async (_request, reply) => reply.code(204).header('allow', allow).send(),
      handler: async () => undefined,
    });
  }
};
