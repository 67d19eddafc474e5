import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as E from 'fp-ts/lib/Either.js';
import { readJson } from '../json/read-json.ts';
import type { Limits } from '../limits.ts';
import { problem, Refused, type Problem } from '../problem.ts';
import { gunzipped } from './gunzip.ts';
import { mediaTypeOf } from './media-type.ts';
import type { ReceivedBody } from './received-body.ts';
import type { PlaceOf } from './shed-load.ts';

const linesType = 'application/x-ndjson';

const jsonOf = (bytes: Buffer, contentType: string | undefined): ReceivedBody => {
  if (!isUtf8(bytes)) throw new Refused(problem(400, 'not-utf8', 'The body is not valid UTF-8.'));
  const json = readJson(bytes.toString());
  if (E.isLeft(json)) {
    throw new Refused(problem(400, 'malformed-json', `The body is not JSON: ${json.left}.`));
  }
  const mediaType = mediaTypeOf(contentType);
  return { kind: 'json', ...json.right, mediaType, sizeBytes: bytes.length };
};

/** The body without its compression. */
const unpacked = (request: FastifyRequest, payload: Readable): Readable => {
  switch (request.headers['content-encoding']?.toLowerCase()) {
    case undefined:
    case 'identity':
      return payload;
    case 'gzip':
    case 'x-gzip':
      return gunzipped(payload);
    default:
      throw new Refused(problem(415, 'unsupported-encoding', 'Bodies may be compressed by gzip.'), {
        'accept-encoding': 'gzip',
      });
  }
};

type Hold = (bytes: number) => void;

/** Collects a body that is no lines; refuses one that is too large, takes too long, or that there is no room for. */
const collected = async (
  source: Readable,
  { bodyBytes, bodyMs }: Limits,
  hold: Hold,
): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const tooLarge = (): void => {
    reject(new Refused(problem(413, 'too-large', `The body is larger than ${bodyBytes} bytes.`)));
  };
  const keep = (chunk: Buffer): void => {
    try {
      hold(size);
      chunks.push(chunk);
    } catch (error) {
      chunks.length = 0;
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const onData = (chunk: Buffer): void => {
    size += chunk.length;
    if (size <= bodyBytes) keep(chunk);
    else {
      chunks.length = 0;
      if (size > bodyBytes * drainedBodies) tooLarge();
    }
  };
  const timer = setTimeout(() => {
    reject(new Refused(problem(408, 'too-slow', `The body took longer than ${bodyMs} ms.`)));
  }, bodyMs);
  source
    .on('data', onData)
    .once('end', () => {
      if (size > bodyBytes) tooLarge();
      else resolve(Buffer.concat(chunks));
    })
    .on('error', (error: NodeJS.ErrnoException) => {
      reject(error instanceof Refused ? error : new Refused(brokenOff(error)));
    })
    .once('close', () => {
      reject(new Refused(brokenOff()));
    });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    source.off('data', onData);
  }
};

// A body that is too large is read on for a while, or most clients would not come to hear why it was refused.
const drainedBodies = 4;

const brokenOff = (error?: NodeJS.ErrnoException): Problem =>
  error?.code?.startsWith('Z_') === true
    ? problem(400, 'broken-gzip', `The body is not whole and valid gzip: ${error.message}.`)
    : problem(400, 'body-broke-off', 'The body broke off.');

/** The bytes that a body says it has; those of a compressed one are only the beginning. */
const announcedBytes = ({ headers }: FastifyRequest): number =>
  Number(headers['content-length'] ?? 0);

/**
 * Has bodies of all requests read, whatever their media type: which of them a route takes it says itself. A body that there
 * is no room for is refused before it is read where it says how large it is, else when it has become too much.
 */
export const readBodies = (app: FastifyInstance, limits: Limits, placeOf: PlaceOf): void => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', async (request: FastifyRequest, payload: Readable) => {
    if (request.is404) return { kind: 'none' } satisfies ReceivedBody;
    const contentType = request.headers['content-type'];
    const { hold, ...room } = placeOf(request);
    if (mediaTypeOf(contentType) === linesType) {
      hold(1);
      return { kind: 'lines', stream: unpacked(request, payload), room } satisfies ReceivedBody;
    }
    const leastBytes = Math.min(announcedBytes(request), limits.bodyBytes);
    hold(leastBytes);
    const holdMore: Hold = (bytes) => {
      if (bytes > leastBytes) hold(bytes);
    };
    const bytes = await collected(unpacked(request, payload), limits, holdMore);
    // Many clients name a media type with every request, also where they send nothing.
    return bytes.length === 0
      ? ({ kind: 'none' } satisfies ReceivedBody)
      : jsonOf(bytes, contentType);
  });
};
