import type { FastifyInstance } from 'fastify';

/**
 * Where a request was answered before its body had come, reads on for a short while and then cuts the connection: a
 * client that is cut while it still sends may never hear the answer, and one that sends for ever would hold up the close.
 */
export const lingerForBodies = (app: FastifyInstance, lingerMs: number): void => {
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.complete) return;
    const timer = setTimeout(() => raw.socket.destroy(), lingerMs);
    const done = (): void => {
      clearTimeout(timer);
    };
    raw.once('end', done).once('close', done).resume();
  });
};
