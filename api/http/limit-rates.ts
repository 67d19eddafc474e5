import { hash } from 'node:crypto';
import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bearerIn } from '../auth/bearer.ts';
import type { Limits } from '../limits.ts';
import type { ApiObserver, Limited } from '../observer.ts';
import { problem, Refused } from '../problem.ts';
import { lastTold } from './last-told.ts';

type Settings = {
  readonly limits: Pick<Limits, 'requestsPerSecond' | 'burstSeconds' | 'failedAttemptsPerMinute'>;
  readonly observer: Pick<ApiObserver, 'limited'>;
  /** Paths that are answered however often they are asked for. */
  readonly vital: ReadonlySet<string>;
  /** Paths that a credential is needed for: only on these it says who calls. */
  readonly guarded: ReadonlySet<string>;
};

// What on a guarded path is answered only after authentication, and without reading any further.
const ofKnown: ReadonlySet<number> = new Set([400, 404, 415]);

// As many as the plugin counts for each limit; the one that was away for longest is forgotten first.
const callersCounted = 5_000;

const details: Readonly<Record<Limited, string>> = {
  credential: 'This key has sent more requests than it may.',
  address: 'More requests have come from this address than may.',
  attempts: 'From this address have come too many requests without a valid key.',
};

const refused = (whose: Limited, limit: number, seconds: number): Refused =>
  new Refused(problem(429, 'rate-limited', `${details[whose]} Come again in ${seconds} s.`), {
    'retry-after': String(seconds),
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': '0',
    'ratelimit-reset': String(seconds),
  });

/** The credential of a request as what may be kept of it: one and the same, however its header is written. */
const credentialOf = ({ headers: { authorization } }: FastifyRequest): string | undefined =>
  authorization === undefined
    ? undefined
    : hash('sha256', bearerIn(authorization) ?? authorization, 'base64');

const addressOf = ({ ip }: FastifyRequest): string => normalizeIP(ip);

/**
 * Limits how often one credential may ask, and one address where no credential is needed, and how often an address may
 * come with none or a wrong one, so that guessing is slow. Credentials that were good before are not held up by what else
 * comes from their address, which may be a proxy's. Counts are kept in memory, for so many callers and no more.
 */
export const limitRates = async (
  app: FastifyInstance,
  { limits, observer, vital, guarded }: Settings,
): Promise<void> => {
  const { requestsPerSecond, burstSeconds, failedAttemptsPerMinute } = limits;
  await app.register(rateLimit, { global: false });
  const isGuarded = ({ routeOptions }: FastifyRequest): boolean =>
    guarded.has(routeOptions.url ?? '');
  const isVital = ({ routeOptions }: FastifyRequest): boolean => vital.has(routeOptions.url ?? '');
  const calls = app.createRateLimit({
    max: requestsPerSecond * burstSeconds,
    timeWindow: burstSeconds * 1_000,
    keyGenerator: (request) =>
      (isGuarded(request) ? credentialOf(request) : undefined) ?? addressOf(request),
  });
  const attempts = app.createRateLimit({
    max: failedAttemptsPerMinute,
    timeWindow: 60_000,
    keyGenerator: addressOf,
  });
  const known = lastTold(callersCounted);

  const checkAttempts = async (request: FastifyRequest): Promise<void> => {
    const failed = await attempts(request, { increment: false });
    if (failed.isAllowed || failed.remaining > 0) return;
    observer.limited('attempts');
    throw refused('attempts', failed.max, failed.ttlInSeconds);
  };
  const countCall = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const counted = await calls(request);
    if (counted.isAllowed) return;
    const { max, remaining, ttlInSeconds } = counted;
    if (counted.isExceeded) {
      const whose = isGuarded(request) ? 'credential' : 'address';
      observer.limited(whose);
      throw refused(whose, max, ttlInSeconds);
    }
    void reply.headers({
      'ratelimit-limit': max,
      'ratelimit-remaining': remaining,
      'ratelimit-reset': ttlInSeconds,
    });
  };

  const counted = new WeakSet<FastifyRequest>();
  const countOnce = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    if (counted.has(request)) return;
    counted.add(request);
    await countCall(request, reply);
  };

  app.addHook('onRequest', async (request, reply) => {
    if (!isGuarded(request)) return;
    const credential = credentialOf(request);
    // Before authentication, which would cost more and refuses what a credential may not have without coming any further.
    if (credential !== undefined && known.has(credential)) await countOnce(request, reply);
    else await checkAttempts(request);
  });
  // Between authentication, which is the routes' own, and the body: it comes to those who may call, and to nothing read.
  app.addHook('preParsing', async (request, reply) => {
    if (isVital(request)) return;
    const credential = isGuarded(request) ? credentialOf(request) : undefined;
    if (credential !== undefined) known.tell(credential);
    await countOnce(request, reply);
  });
  app.addHook('onSend', async (request, { statusCode }) => {
    if (statusCode === 401) await attempts(request);
    // A good credential whose first request was for what it may not have: from the next one on it is counted.
    const credential = isGuarded(request) ? credentialOf(request) : undefined;
    if (credential !== undefined && ofKnown.has(statusCode)) known.tell(credential);
  });
};
