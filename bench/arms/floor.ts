import type { EmbeddedServer } from '../../infra/embedded/embedded-server.ts';
import { prepareProgram } from '../processes/run-program.ts';
import { withResources } from '../processes/resources.ts';

/** What billing cannot do without, in seconds, each part in a program of its own. */
export type Floor = {
  readonly sums: number;
  readonly appends: number;
  readonly hashes: number;
};

/** What is billed, and where it lies. */
export type Billed = {
  readonly node: EmbeddedServer;
  readonly databaseUrl: string;
  readonly facts: number;
  readonly accounts: number;
};

// As many as the ledger itself issues at once.
const appendsInFlight = 250;

const secondsOf = (name: string, args: readonly string[]): Promise<number> =>
  withResources(async (resources) => (await prepareProgram(resources, name, args)).go());

/** The least that a run which has ended had to do: its sums, its appends and its hashes, on the same stores. */
export const floor = async ({ node, databaseUrl, facts, accounts }: Billed): Promise<Floor> => ({
  sums: await secondsOf('sum-usage.ts', [databaseUrl, String(accounts)]),
  appends: await secondsOf('append-invoices.ts', [
    node.url,
    databaseUrl,
    String(accounts),
    String(appendsInFlight),
  ]),
  hashes: await secondsOf('hash-leaves.ts', [String(facts)]),
});
