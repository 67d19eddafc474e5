import type { Kysely } from 'kysely';
import type { BillingDocument } from '../../../domain/billing/document.ts';
import type {
  AppendAtOutcome,
  AppendAtRevision,
  NewEvent,
  RecordedEvent,
} from '../../../domain/event-log.ts';
import type { Fact } from '../../../domain/fact/fact.ts';
import { storedFact } from '../../../domain/ledger/decode-recorded.ts';
import { uuidOf } from '../../../domain/hash.ts';
import { billingRunStream, usageStream } from '../../../domain/stream-name.ts';
import { instantText } from '../../../domain/time/instant.ts';
import { openBilling } from '../../../infra/billing/open-billing.ts';
import type { Outcome } from '../../../infra/billing-runs/billing.ts';
import { numberSlice } from '../../../infra/feed/number-slice.ts';
import { batchApplier } from '../../../infra/postgres/apply-batch.ts';
import { readCheckpoint } from '../../../infra/postgres/checkpoint.ts';
import type { Database } from '../../../infra/postgres/database.ts';
import { readModels } from '../../../projections/read-models.ts';

const namespace = 'ledger';
const recordedAt = instantText(Date.UTC(2026, 0, 1));

/** What a run billed. */
export type BilledRun = {
  readonly run: string;
  readonly outcomes: readonly Outcome[];
  readonly documents: readonly BillingDocument[];
};

type RunAsked = {
  readonly tenant: string;
  readonly month: string;
  readonly accounts?: readonly string[];
  readonly dryRun?: boolean;
};

/** A log that lies in memory with its read models in a real database, and the product's billing over both. */
export const billedLog = (db: Kysely<Database>) => {
  const events: RecordedEvent[] = [];
  const revisions = new Map<string, bigint>();
  const apply = batchApplier(db, readModels);
  let applied = 0;

  const add = (stream: string, event: NewEvent): void => {
    const revision = (revisions.get(stream) ?? -1n) + 1n;
    revisions.set(stream, revision);
    events.push({ ...event, stream, revision, position: BigInt(events.length + 1) });
  };

  const appendAt = async ({
    stream,
    events: [event],
    after,
  }: AppendAtRevision): Promise<AppendAtOutcome> => {
    const revision = revisions.get(stream) ?? -1n;
    if (revision !== after || event === undefined) return { outcome: 'wrong-revision', revision };
    add(stream, event);
    return { outcome: 'appended', position: BigInt(events.length) };
  };

  /** Takes what was added into the read models, so many events at a time. */
  const project = async (batchEvents = 500): Promise<bigint> => {
    let before = await readCheckpoint(db);
    for (; applied < events.length; applied += batchEvents) {
      const part = events.slice(applied, applied + batchEvents);
      const position = part.at(-1)?.position ?? 0n;
      const batch = numberSlice(namespace, before, { events: part, position, caughtUp: true });
      await apply(batch);
      before = batch.after;
    }
    applied = events.length;
    return before.sequence;
  };

  const ledgerEvent = (stream: string, type: string, data: NewEvent['data']): void => {
    add(stream, { id: uuidOf(`${events.length}`), type, data, metadata: { recordedAt } });
  };

  const fact = (...facts: readonly Fact[]): void => {
    for (const each of facts) {
      const id = uuidOf(`${each.tenant} ${each.source} ${each.id} ${events.length}`);
      add(usageStream(namespace, each), storedFact(each, id, recordedAt));
    }
  };

  const billing = openBilling({ namespace, db, log: { appendAt } });

  /** Runs the billing of a month to its end, in batches of so many accounts. */
  const run = async (
    { tenant, month, accounts, dryRun = false }: RunAsked,
    accountsAtOnce = 250,
  ): Promise<BilledRun> => {
    const name = `run-${events.length}`;
    const stream = billingRunStream(namespace, tenant, name);
    const asked = accounts === undefined ? {} : { accounts };
    ledgerEvent(stream, 'BillingRunRequested', {
      tenant,
      run: name,
      month,
      dryRun,
      ignoreGrace: true,
      by: 'test',
      ...asked,
    });
    const sequence = await project();
    const first = events.length;
    const outcomes: Outcome[] = [];
    const all: string[] = [...(accounts ?? [])];
    if (accounts === undefined) {
      for await (const batch of billing.accounts(tenant, sequence, undefined)) all.push(...batch);
    }
    for (let at = 0; at < all.length; at += accountsAtOnce) {
      const batch = all.slice(at, at + accountsAtOnce);
      const asking = { tenant, month, sequence, accounts: batch, dryRun };
      outcomes.push(...(await billing.bill(asking, new AbortController().signal)));
    }
    const documents = events.slice(first).map(
      // Nothing but documents was written meanwhile.
      ({ data }) => (data as { readonly document: BillingDocument }).document,
    );
    const count = (outcome: Outcome['outcome']): number =>
      outcomes.filter((each) => each.outcome === outcome).length;
    ledgerEvent(stream, 'BillingRunEnded', {
      tenant,
      run: name,
      outcome: 'completed',
      issued: count('issued'),
      nothingToBill: count('nothing'),
      standing: count('standing'),
      failed: count('failed'),
    });
    await project();
    return { run: name, outcomes, documents };
  };

  return { events, add, appendAt, ledgerEvent, fact, project, run, billing };
};
