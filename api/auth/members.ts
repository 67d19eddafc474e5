import {
  decodeJwt,
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyOptions,
} from 'jose';
import { Subject, TenantName } from '../../domain/fact/parts.ts';
import type { EpochMs } from '../../domain/time/instant.ts';
import { ServiceUnavailable } from '../service-unavailable.ts';
import type { Authenticator } from './authenticator.ts';
import type { MemberCaller } from './caller.ts';
import type { Issuer } from './issuer.ts';
import { verificationKeyOf, type VerificationKey } from './issuer-keys.ts';

type Verifier = { readonly issuer: Issuer; readonly key: VerificationKey };

/** How far the clocks of an issuer and of this machine may be apart. */
const clockToleranceSeconds = 5;

/** What a token says of itself, before anything of it is believed. */
type Said = { readonly algorithm: string | undefined; readonly issuer: string | undefined };

const saidBy = (token: string): Said | undefined => {
  try {
    const { alg } = decodeProtectedHeader(token);
    return { algorithm: alg, issuer: decodeJwt(token).iss };
  } catch {
    return undefined;
  }
};

/**
 * Those who may have signed it. Where its `iss` is the name of known issuers, only they; else those whose tokens carry no
 * name that is known. An algorithm that is not the issuer's own ends it here.
 */
const candidates = (verifiers: readonly Verifier[], said: Said): readonly Verifier[] => {
  const named = verifiers.filter(
    ({ issuer }) => issuer.issuer !== undefined && issuer.issuer === said.issuer,
  );
  const possible =
    named.length > 0 ? named : verifiers.filter(({ issuer }) => issuer.issuer === undefined);
  return possible.filter(({ issuer }) => issuer.signing.algorithm === said.algorithm);
};

/** Verifies by the first of several keys by which it was signed. */
const verifiedByAny = async (
  token: string,
  ambiguous: errors.JWKSMultipleMatchingKeys,
  options: JWTVerifyOptions,
): Promise<JWTPayload> => {
  for await (const key of ambiguous) {
    try {
      return (await jwtVerify(token, key, options)).payload;
    } catch (failure) {
      if (!(failure instanceof errors.JWSSignatureVerificationFailed)) throw failure;
    }
  }
  throw ambiguous;
};

/** Verifies by the key of the set that the token names, or by each that fits where it names none. */
const verified = async (
  token: string,
  key: VerificationKey,
  options: JWTVerifyOptions,
): Promise<JWTPayload> => {
  try {
    return (await jwtVerify(token, key, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWKSMultipleMatchingKeys) {
      return verifiedByAny(token, error, options);
    }
    throw error;
  }
};

/** A number stands for itself in decimal digits: platforms count their members so. */
const nameIn = (claim: unknown): string | undefined => {
  if (typeof claim === 'string') return claim;
  return Number.isSafeInteger(claim) ? String(claim) : undefined;
};

/** The member whom the two claims of the issuer name. There is no other claim to fall back on. */
const memberIn = (
  payload: JWTPayload,
  { userClaim, tenantClaim }: Issuer,
): MemberCaller | undefined => {
  const own = (claim: string): unknown =>
    Object.hasOwn(payload, claim) ? payload[claim] : undefined;
  const account = `user:${nameIn(own(userClaim)) ?? ''}`;
  const tenant = own(tenantClaim);
  return Subject.is(account) && TenantName.is(tenant)
    ? { kind: 'member', tenant, account }
    : undefined;
};

const memberBy = async (
  token: string,
  { issuer, key }: Verifier,
  now: EpochMs,
): Promise<MemberCaller | undefined> => {
  try {
    const payload = await verified(token, key, {
      algorithms: [issuer.signing.algorithm],
      requiredClaims: ['exp'],
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(now),
      ...(issuer.issuer === undefined ? {} : { issuer: issuer.issuer }),
      ...(issuer.audience === undefined ? {} : { audience: issuer.audience }),
    });
    return memberIn(payload, issuer);
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
};

/**
 * Knows members by their tokens (JWT). The algorithm and the claims are the issuer's, whatever the token says. Throws
 * ServiceUnavailable where the keys of an issuer who may have signed it cannot be had.
 */
export const memberAuthenticator = (
  issuers: readonly Issuer[],
  now: () => EpochMs,
): Authenticator => {
  const verifiers = issuers.map((issuer) => ({ issuer, key: verificationKeyOf(issuer) }));
  return async (token) => {
    const said = saidBy(token);
    if (said === undefined) return undefined;
    let outage: ServiceUnavailable | undefined;
    for (const verifier of candidates(verifiers, said)) {
      try {
        const member = await memberBy(token, verifier, now());
        if (member !== undefined) return member;
      } catch (error) {
        if (!(error instanceof ServiceUnavailable)) throw error;
        outage ??= error;
      }
    }
    if (outage !== undefined) throw outage;
    return undefined;
  };
};
