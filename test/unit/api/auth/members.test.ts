import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload } from 'jose';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Issuer } from '../../../../api/auth/issuer.ts';
import { memberAuthenticator } from '../../../../api/auth/members.ts';
import { ServiceUnavailable } from '../../../../api/service-unavailable.ts';
import { signed, unsigned } from '../../../support/tokens.ts';

const now = Date.UTC(2026, 0, 31);
const exp = now / 1_000 + 900;
const secretOf = (text: string): Uint8Array => new TextEncoder().encode(text.padEnd(32, '.'));

const platform: Issuer = {
  name: 'platform',
  signing: { algorithm: 'HS256', secret: secretOf('platform') },
  issuer: undefined,
  audience: undefined,
  userClaim: 'id',
  tenantClaim: 'tenantId',
};
const hs256 = { algorithm: 'HS256', key: secretOf('platform') };
const whole = { id: 42, tenantId: 't1', exp };

const memberOf = async (issuers: readonly Issuer[], token: string): Promise<string | undefined> => {
  const member = await memberAuthenticator(issuers, () => now)(token);
  return member?.kind === 'member' ? `${member.tenant} ${member.account}` : undefined;
};

describe('a shared secret', () => {
  test.each<readonly [string, JWTPayload, string | undefined]>([
    ['a number', whole, 't1 user:42'],
    ['a text', { ...whole, id: 'u-42' }, 't1 user:u-42'],
    ['no whole number', { ...whole, id: 4.2 }, undefined],
    ['no number at all', { ...whole, id: { toString: 'x' } }, undefined],
    ['an empty text', { ...whole, id: '' }, undefined],
    ['a control character', { ...whole, id: 'a\n' }, undefined],
    ['a long text', { ...whole, id: 'x'.repeat(300) }, undefined],
    ['another claim instead', { sub: '42', tenantId: 't1', exp }, undefined],
    ['no tenant', { id: 42, exp }, undefined],
    ['no name of a tenant', { ...whole, tenantId: 'a b' }, undefined],
    ['a tenant that is a number', { ...whole, tenantId: 1 }, undefined],
    ['no end', { id: 42, tenantId: 't1' }, undefined],
    ['an end just now, as far as clocks go', { ...whole, exp: now / 1_000 - 4 }, 't1 user:42'],
    ['an end before', { ...whole, exp: now / 1_000 - 5 }, undefined],
    ['a beginning later', { ...whole, nbf: now / 1_000 + 60 }, undefined],
    ['a name of its issuer that nobody asked for', { ...whole, iss: 'x' }, 't1 user:42'],
  ])('%s', async (_name, claims, member) => {
    expect(await memberOf([platform], await signed(claims, hs256))).toBe(member);
  });

  test.each([
    ['of another secret', () => signed(whole, { ...hs256, key: secretOf('other') })],
    ['of another algorithm', () => signed(whole, { ...hs256, algorithm: 'HS384' })],
    ['that nobody signed', () => unsigned(whole)],
    ['that is none', () => 'a.b.c'],
    ['that is empty', () => ''],
  ])('a token %s is nobody’s', async (_name, token) => {
    expect(await memberOf([platform], await token())).toBeUndefined();
  });

  test('no issuer, no member', async () => {
    expect(await memberOf([], await signed(whole, hs256))).toBeUndefined();
  });
});

describe('several issuers', () => {
  const named: Issuer = {
    ...platform,
    name: 'named',
    signing: { algorithm: 'HS256', secret: secretOf('named') },
    issuer: 'https://named',
    audience: 'ledger',
  };
  const byNamed = { algorithm: 'HS256', key: secretOf('named') };
  const fit = { ...whole, iss: 'https://named', aud: 'ledger' };
  const second: Issuer = {
    ...platform,
    name: 'second',
    signing: { algorithm: 'HS256', secret: secretOf('second') },
    userClaim: 'slug',
  };
  const issuers = [platform, named, second];

  test.each([
    ['the name decides', fit, byNamed, 't1 user:42'],
    ['the name of one does not go with the secret of another', fit, hs256, undefined],
    ['nor its secret without the name', whole, byNamed, undefined],
    ['the audience must be right', { ...fit, aud: 'other' }, byNamed, undefined],
    ['and there', { ...whole, iss: 'https://named' }, byNamed, undefined],
    [
      'those without a name are tried in turn, each with its claims',
      { ...whole, slug: 'anna' },
      { algorithm: 'HS256', key: secretOf('second') },
      't1 user:anna',
    ],
  ])('%s', async (_name, claims, by, member) => {
    expect(await memberOf(issuers, await signed(claims, by))).toBe(member);
  });
});

describe('published keys', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** Serves a key set as long as `status` is 200, and counts how often it is asked. */
  const publish = async (algorithm: 'RS256' | 'ES256', count = 1) => {
    const pairs = await Promise.all(
      Array.from({ length: count }, () => generateKeyPair(algorithm, { extractable: true })),
    );
    const keys = await Promise.all(
      pairs.map(async ({ publicKey }, n) => ({ ...(await exportJWK(publicKey)), kid: `k${n}` })),
    );
    const state = { status: 200, asked: 0 };
    server = createServer((_request, response) => {
      state.asked += 1;
      response.writeHead(state.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ keys }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const issuer: Issuer = {
      ...platform,
      name: 'published',
      signing: { algorithm, jwksUrl: `http://127.0.0.1:${port}/jwks` },
      userClaim: 'sub',
    };
    return { issuer, state, pairs, modulus: JSON.stringify(keys[0]) };
  };
  const claims = { sub: 'anna', tenantId: 't1', exp };

  test.each(['RS256', 'ES256'] as const)('%s', async (algorithm) => {
    const { issuer, state, pairs } = await publish(algorithm, 2);
    const authenticate = memberAuthenticator([issuer], () => now);
    const tokens = await Promise.all([
      ...pairs.map(({ privateKey }, n) =>
        signed(claims, { algorithm, key: privateKey, kid: `k${n}` }),
      ),
      // Without a name of its key, every key that fits is tried.
      ...pairs.map(({ privateKey }) => signed(claims, { algorithm, key: privateKey })),
    ]);
    for (const token of tokens) {
      expect(await authenticate(token)).toMatchObject({ tenant: 't1', account: 'user:anna' });
    }
    expect(state.asked).toBe(1);
    const stranger = await generateKeyPair(algorithm);
    for (const kid of [undefined, 'k0', 'k9']) {
      const by = { algorithm, key: stranger.privateKey, ...(kid === undefined ? {} : { kid }) };
      expect(await authenticate(await signed(claims, by))).toBeUndefined();
    }
  });

  test('what is published is no secret: HS256 by it is nobody’s', async () => {
    const { issuer, modulus } = await publish('RS256');
    const forged = { algorithm: 'HS256', key: new TextEncoder().encode(modulus), kid: 'k0' };
    expect(await memberOf([issuer], await signed(claims, forged))).toBeUndefined();
  });

  test('where the keys cannot be had, that is no answer about the token', async () => {
    const { issuer, state, pairs } = await publish('ES256');
    state.status = 500;
    const [pair] = pairs;
    if (pair === undefined) throw new Error('no pair');
    const token = await signed(claims, { algorithm: 'ES256', key: pair.privateKey, kid: 'k0' });
    const authenticate = memberAuthenticator([platform, issuer], () => now);
    await expect(authenticate(token)).rejects.toThrow(ServiceUnavailable);
    // It is not asked again for each token that comes.
    await expect(authenticate(token)).rejects.toMatchObject({ retryAfterSeconds: 5 });
    expect(state.asked).toBe(1);
    // Who signs otherwise is not held up.
    expect(await authenticate(await signed(whole, hs256))).toMatchObject({ account: 'user:42' });
  });

  test('while they cannot be had, a token of an unknown key keeps nobody out whose key is known', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const { issuer, state, pairs } = await publish('ES256');
      const [pair] = pairs;
      if (pair === undefined) throw new Error('no pair');
      const by = { algorithm: 'ES256', key: pair.privateKey };
      const authenticate = memberAuthenticator([issuer], () => now);
      const good = await signed(claims, { ...by, kid: 'k0' });
      expect(await authenticate(good)).toMatchObject({ account: 'user:anna' });
      state.status = 500;
      vi.setSystemTime(Date.now() + 60_000);
      const stray = await signed(claims, { ...by, kid: 'k9' });
      for (let n = 0; n < 2; n += 1) {
        await expect(authenticate(stray)).rejects.toThrow(ServiceUnavailable);
        expect(await authenticate(good)).toMatchObject({ account: 'user:anna' });
        expect(await authenticate(await signed(claims, by))).toMatchObject({ tenant: 't1' });
      }
      expect(state.asked).toBe(2);
      // They are not remembered for longer than they would have been.
      vi.setSystemTime(Date.now() + 3_600_000);
      await expect(authenticate(good)).rejects.toThrow(ServiceUnavailable);
    } finally {
      vi.useRealTimers();
    }
  });
});
