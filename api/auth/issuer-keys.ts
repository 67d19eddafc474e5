import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { ServiceUnavailable } from '../service-unavailable.ts';
import type { Issuer } from './issuer.ts';

/** How the keys of an issuer are had: a secret as it is, published ones by a look-up for each token. */
export type VerificationKey = Uint8Array | JWTVerifyGetKey;

const fetchMs = 5_000;
/** After a failure the endpoint is left alone for so long, however many tokens come; keys that are remembered are taken. */
const retryAfterMs = 2_000;

// What says that the token names no key of the set. Whatever else goes wrong is not the token's fault.
const isAboutToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;

const published = (name: string, url: URL): JWTVerifyGetKey => {
  const lookUp = createRemoteJWKSet(url, { timeoutDuration: fetchMs });
  let failedAt = -Infinity;
  const unavailable = (cause?: unknown): ServiceUnavailable =>
    new ServiceUnavailable(`The public keys of ${name} cannot be had.`, 5, { cause });
  // A token that names an unknown key has the set fetched: where that fails, it must not keep out those whose keys are here.
  const fromMemory: JWTVerifyGetKey = async (header, token) => {
    const remembered = lookUp.fresh ? lookUp.jwks() : undefined;
    if (remembered === undefined) throw unavailable();
    try {
      return await createLocalJWKSet(remembered)(header, token);
    } catch (error) {
      throw error instanceof errors.JWKSMultipleMatchingKeys ? error : unavailable(error);
    }
  };
  return async (header, token) => {
    if (performance.now() - failedAt < retryAfterMs) return fromMemory(header, token);
    try {
      return await lookUp(header, token);
    } catch (error) {
      if (isAboutToken(error)) throw error;
      failedAt = performance.now();
      throw unavailable(error);
    }
  };
};

export const verificationKeyOf = ({ name, signing }: Issuer): VerificationKey =>
  signing.algorithm === 'HS256' ? signing.secret : published(name, new URL(signing.jwksUrl));
