import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { Call } from './call.ts';
import { Status } from './status.ts';

/** Answers one kind of call; it takes what it wants of the call and ends it in its own time. */
type Method = (call: Call) => void | Promise<void>;

/** Methods by their full path, `/package.Service/Method`. */
export type Methods = ReadonlyMap<string, Method>;

export type GrpcServer = {
  readonly port: number;
  /** Refuses new connections, ends open calls with CANCELLED and resolves when the last connection is gone. */
  readonly close: () => Promise<void>;
};

// Room for a whole append in flight: with HTTP/2's 64 KiB a sender would stop and wait every few dozen events.
const receiveWindowBytes = 4 * 1024 * 1024;
const closingGraceMs = 2_000;

/**
 * Serves gRPC without TLS on Node's HTTP/2. It is written here rather than taken from a library for one reason: answers
 * are frames that are already encoded, many to a write, which makes reading the log several times cheaper.
 */
export const serveGrpc = async (
  methods: Methods,
  listen: { readonly host: string; readonly port: number },
): Promise<GrpcServer> => {
  const calls = new Set<Call>();
  const sessions = new Set<http2.ServerHttp2Session>();
  const server = http2.createServer({
    settings: { initialWindowSize: receiveWindowBytes },
    // The bound on memory is ours, per call; Node's would refuse new calls on a connection that has many slow readers.
    maxSessionMemory: Number.MAX_SAFE_INTEGER,
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.setLocalWindowSize(receiveWindowBytes);
    session.on('error', () => undefined);
    session.on('close', () => sessions.delete(session));
  });
  server.on('stream', (stream: http2.ServerHttp2Stream, headers) => {
    // Cancelled in the same packet that opened it.
    if (stream.destroyed) return;
    const call = new Call(stream);
    calls.add(call);
    call.onClose(() => calls.delete(call));
    dispatch(methods, String(headers[':path']), call);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, resolve);
  });
  return {
    port: portOf(server.address()),
    close: () => closeServer(server, sessions, calls),
  };
};

const dispatch = (methods: Methods, path: string, call: Call): void => {
  const method = methods.get(path);
  if (method === undefined) {
    call.finish(Status.unimplemented, `This event store does not implement ${path}.`);
  } else call.run(() => method(call));
};

const closeServer = async (
  server: http2.Http2Server,
  sessions: ReadonlySet<http2.ServerHttp2Session>,
  calls: ReadonlySet<Call>,
): Promise<void> => {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  for (const call of [...calls]) call.finish(Status.cancelled, 'The event store is shutting down.');
  for (const session of [...sessions]) session.close();
  const impatience = setTimeout(() => {
    for (const session of [...sessions]) session.destroy();
  }, closingGraceMs);
  await closed;
  clearTimeout(impatience);
};

const portOf = (address: AddressInfo | string | null): number => {
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
};
