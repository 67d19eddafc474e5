import type { Readable } from 'node:stream';

/** What a stream has next. */
export type Arrival =
  | { readonly kind: 'chunk'; readonly chunk: Buffer }
  | { readonly kind: 'end' }
  | { readonly kind: 'broken'; readonly error: unknown }
  | { readonly kind: 'closing' };

export type ChunkReader = {
  /** Resolves when there is something; one call at a time. What arrived before a stream broke comes first. */
  readonly next: () => Promise<Arrival>;
  readonly release: () => void;
};

/**
 * Reads a stream chunk by chunk until it ends, breaks, or `closing` aborts. Unlike an iterator it can be left without
 * destroying the stream, and with it the connection that the answer is to go out on.
 */
export const chunkReader = (stream: Readable, closing: AbortSignal): ChunkReader => {
  let wake = (): void => undefined;
  let ended = false;
  let broken: { readonly kind: 'broken'; readonly error: unknown } | undefined;

  const poll = (): Arrival | undefined => {
    if (closing.aborted) return { kind: 'closing' };
    // Streams are declared to give anything; one of bytes gives buffers.
    const chunk: unknown = stream.read();
    if (Buffer.isBuffer(chunk)) return { kind: 'chunk', chunk };
    return ended ? { kind: 'end' } : broken;
  };
  const onReadable = (): void => {
    wake();
  };
  const onEnd = (): void => {
    ended = true;
    wake();
  };
  const onError = (error: unknown): void => {
    broken ??= { kind: 'broken', error };
    wake();
  };
  const onClose = (): void => {
    onError(new Error('the stream was closed before its end'));
  };

  stream.on('readable', onReadable).on('end', onEnd).on('error', onError).on('close', onClose);
  closing.addEventListener('abort', onReadable);
  if (stream.destroyed) onClose();

  return {
    next: () =>
      new Promise((resolve) => {
        wake = () => {
          const arrival = poll();
          if (arrival === undefined) return;
          wake = () => undefined;
          resolve(arrival);
        };
        wake();
      }),
    // The error listener stays: a stream may still break while its answer is on the way.
    release: () => {
      closing.removeEventListener('abort', onReadable);
      stream.off('readable', onReadable);
    },
  };
};
