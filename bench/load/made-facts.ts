/** Whose facts they are. */
export const tenant = 'load';

const users = 2_000;
const groups = 200;
const firstMs = Date.UTC(2026, 0, 1);
const monthsMs = 270 * 86_400_000;
// Prime, so that neighbours in number are far apart in time, as late facts are.
const strideMs = 7_919_173;

const kinds: readonly ((n: number) => readonly [type: string, data: object])[] = [
  (n) => ['openmeet.file.stored', { fileId: `f${n}`, bytes: n % 5_000_000, group: groupOf(n) }],
  (n) => ['openmeet.message.sent', { channel: 'chat', length: n % 400, group: groupOf(n) }],
  (n) => [
    'openmeet.api.request',
    { method: 'GET', route: '/groups/:id', status: 200, durationMs: n % 250, group: groupOf(n) },
  ],
  (n) => ['openmeet.file.shared', { fileId: `f${n - 3}`, group: groupOf(n) }],
];

const groupOf = (n: number): string => `g${n % groups}`;

/** The account of some user or group that the facts are about. */
export const someAccount = (n: number): string =>
  n % 2 === 0 ? `user:u${n % users}` : `group:${groupOf(n)}`;

/** The fact of a number, always the same: that a number was acknowledged is all that has to be kept of it. */
const madeFact = (n: number) => {
  const [type, data] = kinds[n % kinds.length]?.(n) ?? ['', {}];
  return {
    specversion: '1.0',
    id: String(n),
    source: 'urn:load',
    type,
    subject: `user:u${(n * 31) % users}`,
    time: new Date(firstMs + ((n * strideMs) % monthsMs)).toISOString(),
    data,
  };
};

/** The facts of these numbers as a body. */
export const bodyOf = (numbers: readonly number[]): string => JSON.stringify(numbers.map(madeFact));
