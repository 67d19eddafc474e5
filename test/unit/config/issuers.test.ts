import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readIssuers } from '../../../infra/config/issuers.ts';
import { settingsFrom } from '../../../infra/config/settings.ts';

const secret = 'a-secret-that-nobody-may-ever-see';
const hs256 = {
  name: 'platform',
  algorithm: 'HS256',
  secret,
  userClaim: 'id',
  tenantClaim: 'tenantId',
};
const rs256 = {
  name: 'published',
  algorithm: 'RS256',
  jwksUrl: 'https://id.example.org/jwks.json',
  issuer: 'https://id.example.org',
  audience: 'ledger',
  userClaim: 'sub',
  tenantClaim: 'tenant',
};

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ledger-issuers-'));
  await writeFile(join(dir, 'secret'), `${secret}\n`);
  await writeFile(join(dir, 'issuers.json'), JSON.stringify([hs256]));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const faultsOf = (issuers: unknown): readonly string[] => {
  const read = readIssuers(typeof issuers === 'string' ? issuers : JSON.stringify(issuers));
  return 'faults' in read ? read.faults : [];
};

test('none where nothing is set', () => {
  expect(settingsFrom({}).issuers).toEqual([]);
});

test('as JSON, as a file, and with the secret in a file', () => {
  const signing = { algorithm: 'HS256', secret: new TextEncoder().encode(secret) };
  const inFile = { ...hs256, secret: undefined, secretFile: join(dir, 'secret') };
  for (const text of [
    JSON.stringify([hs256]),
    join(dir, 'issuers.json'),
    JSON.stringify([inFile]),
  ]) {
    expect(settingsFrom({ LEDGER_ISSUERS: text }).issuers).toEqual([
      {
        name: 'platform',
        signing,
        issuer: undefined,
        audience: undefined,
        userClaim: 'id',
        tenantClaim: 'tenantId',
      },
    ]);
  }
  expect(settingsFrom({ LEDGER_ISSUERS: JSON.stringify([hs256, rs256]) }).issuers).toHaveLength(2);
});

test.each([
  ['no JSON and no file', '/nowhere', 'must be JSON, or the path of a file that can be read'],
  ['broken JSON', `[{"secret":"${secret}"`, 'must be an array of issuers, in JSON'],
  ['no array', hs256, 'must be an array of issuers, in JSON'],
  ['a word that is none', [{ ...hs256, claim: 'x' }], '/0/claim is not known here'],
  ['another algorithm', [{ ...hs256, algorithm: 'none' }], '/0/algorithm must be one of HS256'],
  ['no claims', [{ ...hs256, userClaim: undefined }], '/0/userClaim is missing'],
  ['an empty claim', [{ ...hs256, tenantClaim: '' }], '/0/tenantClaim must be a text'],
  ['no secret', [{ ...hs256, secret: undefined }], '/0 must have one of secret and secretFile'],
  ['both', [{ ...hs256, secretFile: '/x' }], '/0 must have one of secret and secretFile'],
  ['a short secret', [{ ...hs256, secret: 'short' }], '/0/secret must have at least 32 bytes'],
  [
    'a secret that is not there',
    [{ ...hs256, secret: undefined, secretFile: '/nowhere' }],
    '/0/secretFile cannot be read',
  ],
  [
    'keys for a secret',
    [{ ...hs256, jwksUrl: rs256.jwksUrl }],
    '/0/jwksUrl does not go with HS256',
  ],
  ['a secret for keys', [{ ...rs256, secret }], '/0/secret does not go with RS256'],
  ['no keys', [{ ...rs256, jwksUrl: undefined }], '/0/jwksUrl is missing'],
  [
    'keys in the clear',
    [{ ...rs256, jwksUrl: 'http://id.example.org' }],
    '/0/jwksUrl must be a URL',
  ],
  ['keys with a user', [{ ...rs256, jwksUrl: 'https://u:p@x.org' }], '/0/jwksUrl must be a URL'],
  ['a name twice', [hs256, { ...rs256, name: 'platform' }], '/1/name is that of another issuer'],
])('%s is refused', (_name, issuers, fault) => {
  const faults = faultsOf(issuers);
  expect(faults).toContainEqual(expect.stringContaining(fault));
  expect(faults.join('\n')).not.toContain(secret);
});

test('keys on this machine need no TLS', () => {
  expect(faultsOf([{ ...rs256, jwksUrl: 'http://localhost:3000/jwks' }])).toEqual([]);
  expect(faultsOf([{ ...rs256, jwksUrl: 'http://[::1]:3000/jwks' }])).toEqual([]);
});

test('all faults of all issuers and of the other settings are named at once, and no secret', () => {
  const issuers = [
    { ...hs256, userClaim: '', algorithm: 'X' },
    { ...rs256, secret, jwksUrl: 1 },
  ];
  const read = () => settingsFrom({ PORT: 'x', LEDGER_ISSUERS: JSON.stringify(issuers) });
  expect(read).toThrow('PORT is "x"');
  expect(read).toThrow('LEDGER_ISSUERS: /0/userClaim');
  expect(read).toThrow('LEDGER_ISSUERS: /0/algorithm');
  expect(read).toThrow('LEDGER_ISSUERS: /1/jwksUrl');
  expect(read).not.toThrow(secret);
});
