import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import type { Deps } from '../../../api/deps.ts';
import { pdfPrinter } from '../../../api/invoices/pdf/pdf-printer.ts';
import { defaultLimits } from '../../../api/limits.ts';
import { buildPrivateServer, buildServer } from '../../../api/server.ts';
import { inMemoryAccess } from './in-memory-access.ts';
import { inMemoryBilling } from './in-memory-billing.ts';
import { inMemory, type InMemory } from './in-memory.ts';

export const key = 'key_of_the_tests';
export const now = Date.UTC(2026, 0, 31);

export type ApiUnderTest = InMemory & {
  readonly url: string;
  readonly port: number;
  /** What was logged, a text for each line. */
  readonly logged: readonly string[];
  /** What the observer was told. */
  readonly observed: readonly (readonly unknown[])[];
  /** The requests under way now, and the bytes of their bodies. */
  readonly underWay: () => readonly [requests: number, bodyBytes: number];
  readonly close: () => Promise<void>;
};

/** The API on a port of its own, with everything behind it in memory; `other` replaces parts of that. */
export const startApi = async (
  other: (memory: InMemory) => Partial<Deps> = () => ({}),
  part: 'all' | 'public' | 'private' = 'all',
): Promise<ApiUnderTest> => {
  const memory = inMemory();
  const logged: string[] = [];
  const observed: (readonly unknown[])[] = [];
  let underWay: readonly [requests: number, bodyBytes: number] = [0, 0];
  const deps: Deps = {
    door: memory.door,
    meterBook: memory.meterBook,
    pricingBook: memory.pricingBook,
    pricing: memory.pricing,
    ...inMemoryBilling(),
    queries: memory.queries,
    printer: pdfPrinter(),
    progress: { reached: async () => true },
    rebuilds: memory.rebuilds,
    ...inMemoryAccess({ key, now: () => now }, memory.facts),
    readiness: async () => [],
    metrics: { contentType: 'text/plain; version=0.0.4', text: async () => 'ledger_up 1\n' },
    observer: {
      factsReceived: (...told) => observed.push(told),
      answered: (...told) => observed.push(told),
      shed: (what) => observed.push(['shed', what]),
      limited: (whose) => observed.push(['limited', whose]),
      underWay: (...told) => {
        underWay = told;
      },
    },
    now: () => now,
    limits: defaultLimits,
    logger: pino({}, { write: (line) => logged.push(line) }),
    ...other(memory),
  };
  const app = await (part === 'private'
    ? buildPrivateServer(deps)
    : buildServer(deps, { operations: part === 'all' }));
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  return {
    ...memory,
    url: `http://127.0.0.1:${port}`,
    port,
    logged,
    observed,
    underWay: () => underWay,
    close: () => app.close(),
  };
};
