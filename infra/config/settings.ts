import { isIPv4, isIPv6 } from 'node:net';
import { resolve } from 'node:path';
import { TenantName } from '../../domain/fact/parts.ts';
import { parseInstant } from '../../domain/time/instant.ts';
import { readIssuers, type Issuer } from './issuers.ts';

/** Something in the environment that cannot be used, named by its variable. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(faults: readonly string[]) {
    super(`These settings cannot be used:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;
type Variable<A> = {
  readonly name: string;
  readonly fallback: string;
  readonly meaning: string;
  /** The value, or what it must be. */
  readonly read: (text: string) => { readonly value: A } | Unusable | Faulty;
};
type Unusable = {
  readonly expected: string;
  /** Holds a password, perhaps, and is not repeated. */
  readonly secret?: true;
};
/** What is wrong within a value that has parts; it is not repeated. */
type Faulty = { readonly faults: readonly string[] };

const variable = <A>(
  name: string,
  fallback: string,
  meaning: string,
  read: Variable<A>['read'],
): Variable<A> => ({ name, fallback, meaning, read });

const wholeNumber = (least: number, most: number) => (text: string) =>
  /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most
    ? { value: Number(text) }
    : { expected: `a whole number from ${least} to ${most}` };

const notEmpty = (text: string) =>
  text.trim() === '' ? { expected: 'something, or not be set at all' } : { value: text };

const matching = (form: RegExp, expected: string) => (text: string) =>
  form.test(text) ? { value: text } : { expected };

const connection = (isUsable: (text: string) => boolean, expected: string) => (text: string) => {
  if (text === '') return { value: undefined };
  return isUsable(text) ? { value: text } : { expected, secret: true as const };
};

/** A cluster's hosts are named side by side, which makes it no URL by the standard. */
const isEventstoreUrl = (text: string): boolean => {
  const [, hosts = ''] = /^esdb(?:\+discover)?:\/\/(?:[^/?#]*@)?([^/?#@]*)/.exec(text) ?? [];
  return hosts.split(',').every((host) => URL.canParse(`http://${host}`));
};

/** The host may be left out where there is a path or query, for one that listens on a socket in the file system. */
const isDatabaseUrl = (text: string): boolean =>
  /^postgres(ql)?:\/\/.*[^/]/.test(text) && URL.canParse(text.replace('@/', '@localhost/'));

const oneOf =
  <Word extends string>(...words: readonly Word[]) =>
  (text: string): { readonly value: Word } | Unusable => {
    const word = words.find((each) => each === text);
    return word === undefined ? { expected: `one of ${words.join(', ')}` } : { value: word };
  };

export const roles = ['all', 'api', 'projections'] as const;
const isNetwork = (text: string): boolean => {
  const [address = '', bits = '0', ...rest] = text.split('/');
  const bitsMax = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= bitsMax;
};

/** The texts in a list with commas, which may be empty. */
const networks = (text: string) => {
  const all = text === '' ? [] : text.split(',').map((each) => each.trim());
  return all.every(isNetwork)
    ? { value: all.join(',') }
    : { expected: 'addresses or networks such as 10.0.0.0/8, with commas between them' };
};

const instant = (text: string) => {
  const value = parseInstant(text);
  return value === undefined ? { expected: 'an RFC 3339 time with an offset' } : { value };
};

const port = wholeNumber(0, 65_535);
const portOrNone = (text: string) => (text === '' ? { value: undefined } : port(text));

/** Every setting: its variable, its default and what it means. `ledger serve --help` and the README list these. */
export const variables = {
  port: variable('PORT', '8080', 'port of the HTTP service', port),
  host: variable('HOST', '127.0.0.1', 'address it listens on', notEmpty),
  privatePort: variable(
    'LEDGER_PRIVATE_PORT',
    '',
    'port of health and metrics alone; without it they are on the other',
    portOrNone,
  ),
  privateHost: variable(
    'LEDGER_PRIVATE_HOST',
    '127.0.0.1',
    'address that the private port listens on',
    notEmpty,
  ),
  dataDir: variable(
    'LEDGER_DATA_DIR',
    '.ledger',
    'folder of the embedded servers and of the admin key',
    (text) => {
      const folder = notEmpty(text);
      return 'value' in folder ? { value: resolve(folder.value) } : folder;
    },
  ),
  namespace: variable(
    'LEDGER_NAMESPACE',
    'ledger',
    'what the names of all streams begin with',
    matching(/^[a-z][a-z0-9]{0,31}$/, '1 to 32 lower-case letters and digits, a letter first'),
  ),
  tenant: variable('LEDGER_TENANT', 'default', 'tenant of a request that names none', (text) =>
    TenantName.is(text)
      ? { value: text }
      : { expected: '1 to 64 letters, digits and . _ : -, the first a letter or digit' },
  ),
  issuers: variable(
    'LEDGER_ISSUERS',
    '',
    'who signs the tokens of members: JSON, or the path of a file of it',
    (text): { readonly value: readonly Issuer[] } | Faulty => readIssuers(text),
  ),
  eventstoreUrl: variable(
    'EVENTSTORE_URL',
    '',
    'connection string of an EventStoreDB; without it the embedded node is started',
    connection(
      isEventstoreUrl,
      'a connection string that begins with esdb:// or esdb+discover:// and names a host',
    ),
  ),
  databaseUrl: variable(
    'DATABASE_URL',
    '',
    'connection string of a PostgreSQL database; without it the embedded server is started',
    connection(
      isDatabaseUrl,
      'a URL that begins with postgres:// or postgresql:// and names a host',
    ),
  ),
  role: variable(
    'LEDGER_ROLE',
    'all',
    'what this process does: all, api or projections',
    oneOf(...roles),
  ),
  databaseConnections: variable(
    'LEDGER_DATABASE_CONNECTIONS',
    '10',
    'connections to PostgreSQL at most',
    wholeNumber(6, 1_000),
  ),
  querySeconds: variable(
    'LEDGER_QUERY_SECONDS',
    '10',
    'how long PostgreSQL may work on a query before it is given up with 504',
    wholeNumber(1, 600),
  ),
  requestsMax: variable(
    'LEDGER_REQUESTS_MAX',
    '256',
    'requests under way at once; those beyond are answered with 503',
    wholeNumber(8, 10_000),
  ),
  bodiesMaxMib: variable(
    'LEDGER_BODIES_MAX_MIB',
    '4',
    'MiB of bodies under way at once, unpacked; those beyond are answered with 503',
    wholeNumber(1, 10_000),
  ),
  requestsPerSecond: variable(
    'LEDGER_REQUESTS_PER_SECOND',
    '1000',
    'requests of one key a second; those beyond are answered with 429',
    wholeNumber(1, 1_000_000),
  ),
  burstSeconds: variable(
    'LEDGER_BURST_SECONDS',
    '5',
    'over how many seconds they are counted, so that they may come in bursts',
    wholeNumber(1, 3_600),
  ),
  failedAttemptsPerMinute: variable(
    'LEDGER_FAILED_ATTEMPTS_PER_MINUTE',
    '300',
    'requests with no valid key from one address, before only keys that were good are looked at',
    wholeNumber(1, 1_000_000),
  ),
  trustedProxies: variable(
    'LEDGER_TRUSTED_PROXIES',
    '',
    'proxies whose X-Forwarded-For says which address a request is from',
    networks,
  ),
  earliest: variable(
    'LEDGER_EARLIEST',
    '2000-01-01T00:00:00Z',
    'facts from before are refused',
    instant,
  ),
  leewaySeconds: variable(
    'LEDGER_LEEWAY_SECONDS',
    '3600',
    'how far in the future a fact may lie',
    wholeNumber(0, 31_536_000),
  ),
  unprojectedMax: variable(
    'LEDGER_UNPROJECTED_MAX',
    '250000',
    'facts are refused with 503 while more than so many wait for the projections',
    wholeNumber(10_000, 100_000_000),
  ),
  waitSeconds: variable(
    'LEDGER_WAIT_SECONDS',
    '10',
    'how long a query with after= waits before it answers 504',
    wholeNumber(0, 600),
  ),
  stopSeconds: variable(
    'LEDGER_STOP_SECONDS',
    '40',
    'how long a stop may take before the process ends whatever is left',
    wholeNumber(1, 3_600),
  ),
  logLevel: variable(
    'LEDGER_LOG_LEVEL',
    'info',
    'what is logged',
    oneOf('fatal', 'error', 'warn', 'info', 'debug', 'silent'),
  ),
} as const;

export type Settings = {
  readonly [Key in keyof typeof variables]: (typeof variables)[Key] extends Variable<infer A>
    ? A
    : never;
};

const faultsIn = (name: string, text: string, result: Unusable | Faulty): readonly string[] => {
  if ('faults' in result) return result.faults.map((fault) => `${name}: ${fault}`);
  const shown = result.secret === true ? 'not shown here' : JSON.stringify(text);
  return [`${name} is ${shown} but must be ${result.expected}`];
};

/** Reads all settings from the environment. Throws SettingsError with every fault at once. */
export const settingsFrom = (environment: Environment): Settings => {
  const faults: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const [key, { name, fallback, read }] of Object.entries(variables)) {
    const text = environment[name] ?? fallback;
    const result = read(text);
    if ('value' in result) settings[key] = result.value;
    else faults.push(...faultsIn(name, text, result));
  }
  if (faults.length > 0) throw new SettingsError(faults);
  // Every variable was read just now, which TypeScript cannot see through the loop.
  return settings as Settings;
};
