import { readFileSync } from 'node:fs';
import { isLeft } from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { faultsOf, type Fault } from '../../domain/codec/faults.ts';
import { oneOf, refined } from '../../domain/codec/refined.ts';

/** Who signs the tokens of members, as the API takes it. */
export type Issuer = {
  readonly name: string;
  readonly signing:
    | { readonly algorithm: 'HS256'; readonly secret: Uint8Array }
    | { readonly algorithm: 'RS256' | 'ES256'; readonly jwksUrl: string };
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  readonly userClaim: string;
  readonly tenantClaim: string;
};

/** The issuers, or every fault of what was given. Faults name places and never repeat values: one is a secret. */
export type ReadIssuers =
  { readonly value: readonly Issuer[] } | { readonly faults: readonly string[] };

// RFC 7518, 3.2: a key of the size of the hash or larger. A shorter one can be guessed from a single token.
const secretBytesMin = 32;

const Text = refined(
  'Text',
  { type: 'string', minLength: 1 },
  'must be a text that is not empty',
  (value): value is string => typeof value === 'string' && value !== '',
);

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

const isKeysUrl = (text: string): boolean => {
  const url = URL.parse(text);
  if (`${url?.username ?? ''}${url?.password ?? ''}` !== '') return false;
  if (url?.protocol === 'https:') return true;
  return url?.protocol === 'http:' && loopback.has(url.hostname);
};

const KeysUrl = refined(
  'KeysUrl',
  { type: 'string', format: 'uri' },
  'must be a URL that begins with https:// (on this machine http:// will do), without a user',
  (value): value is string => typeof value === 'string' && isKeysUrl(value),
);

const WrittenIssuer = closed(
  'Issuer',
  {
    name: Text,
    algorithm: oneOf('Algorithm', 'HS256', 'RS256', 'ES256'),
    userClaim: Text,
    tenantClaim: Text,
  },
  { secret: Text, secretFile: Text, jwksUrl: KeysUrl, issuer: Text, audience: Text },
);
type WrittenIssuer = t.TypeOf<typeof WrittenIssuer>;

const named = ({ path, message }: Fault): string => `${path === '' ? 'it' : path} ${message}`;

const contentsOf = (text: string): { readonly json: string } | { readonly fault: string } => {
  if (/^\s*[[{]/.test(text)) return { json: text };
  try {
    return { json: readFileSync(text, 'utf8') };
  } catch {
    return { fault: 'must be JSON, or the path of a file that can be read' };
  }
};

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    // The parser's own message repeats a piece of the text.
    return undefined;
  }
};

const secretIn = ({ secret, secretFile }: WrittenIssuer): Uint8Array | Fault => {
  let text = secret ?? '';
  const path = secretFile === undefined ? '/secret' : '/secretFile';
  if (secretFile !== undefined) {
    try {
      text = readFileSync(secretFile, 'utf8').trim();
    } catch {
      return { path, message: 'cannot be read' };
    }
  }
  const bytes = Buffer.from(text);
  return bytes.length < secretBytesMin
    ? { path, message: `must have at least ${secretBytesMin} bytes` }
    : new Uint8Array(bytes);
};

const unwanted = (written: WrittenIssuer, ...keys: readonly (keyof WrittenIssuer)[]): Fault[] =>
  keys
    .filter((key) => written[key] !== undefined)
    .map((key) => ({ path: `/${key}`, message: `does not go with ${written.algorithm}` }));

type Signing = Issuer['signing'];

/** How an issuer signs: what its algorithm needs has to be there, and nothing that belongs to another. */
const signingOf = (written: WrittenIssuer): Signing | readonly Fault[] => {
  const { algorithm, secret, secretFile, jwksUrl } = written;
  if (algorithm !== 'HS256') {
    const faults = unwanted(written, 'secret', 'secretFile');
    if (jwksUrl === undefined) faults.push({ path: '/jwksUrl', message: 'is missing' });
    return jwksUrl === undefined || faults.length > 0 ? faults : { algorithm, jwksUrl };
  }
  const faults = unwanted(written, 'jwksUrl');
  if ((secret === undefined) === (secretFile === undefined)) {
    return [...faults, { path: '', message: 'must have one of secret and secretFile' }];
  }
  const found = secretIn(written);
  if (!('path' in found)) return faults.length > 0 ? faults : { algorithm, secret: found };
  return [...faults, found];
};

const issuerOf = (input: unknown, index: number): Issuer | readonly string[] => {
  const written = WrittenIssuer.decode(input);
  if (isLeft(written)) return faultsOf(written, `/${index}`).map(named);
  const signing = signingOf(written.right);
  if (!('algorithm' in signing)) {
    return signing.map(({ path, message }) => named({ path: `/${index}${path}`, message }));
  }
  const { name, issuer, audience, userClaim, tenantClaim } = written.right;
  return { name, signing, issuer, audience, userClaim, tenantClaim };
};

const isIssuer = (result: Issuer | readonly string[]): result is Issuer => !Array.isArray(result);

const namedTwice = (issuers: readonly Issuer[]): readonly string[] =>
  issuers.flatMap(({ name }, index) =>
    issuers.findIndex((other) => other.name === name) < index
      ? [`/${index}/name is that of another issuer`]
      : [],
  );

/** The issuers of a setting: an array as JSON, or the path of a file that holds one. None where it is empty. */
export const readIssuers = (text: string): ReadIssuers => {
  if (text.trim() === '') return { value: [] };
  const contents = contentsOf(text);
  if ('fault' in contents) return { faults: [contents.fault] };
  const listed = t.UnknownArray.decode(parsed(contents.json));
  if (isLeft(listed)) return { faults: ['must be an array of issuers, in JSON'] };
  const results = listed.right.map(issuerOf);
  const issuers = results.filter(isIssuer);
  const faults = [
    ...results.flatMap((each) => (isIssuer(each) ? [] : each)),
    ...namedTwice(issuers),
  ];
  return faults.length > 0 ? { faults } : { value: issuers };
};
