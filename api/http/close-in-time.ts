import type { FastifyInstance } from 'fastify';

/**
 * What happens when the server closes: the returned signal aborts, and connections that are still open after `closeMs`
 * are cut, since a client that does not read its answer would hold up the close for as long as it likes.
 */
export const closeInTime = (app: FastifyInstance, closeMs: number): AbortSignal => {
  const closing = new AbortController();
  // A connection that is busy now would otherwise be kept open after its answer, and the server with it.
  app.addHook('onSend', async (_, reply) => {
    if (closing.signal.aborted) void reply.header('connection', 'close');
  });
  app.addHook('preClose', async () => {
    closing.abort();
    const timer = setTimeout(() => {
      app.server.closeAllConnections();
    }, closeMs);
    app.server.once('close', () => {
      clearTimeout(timer);
    });
  });
  return closing.signal;
};
