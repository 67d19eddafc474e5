import { LogRefused } from '../eventstore/log-refused.ts';
import type { Billing, BillRequest, Outcome } from './billing.ts';

// What lies in an account itself: a bug that its usage brings to light, or a document that the log will never take. Anything
// else is taken for an outage, which is waited out.
const ownFaults = [TypeError, RangeError, ReferenceError, SyntaxError, LogRefused];
const isOwnFault = (error: unknown): error is Error =>
  ownFaults.some((kind) => error instanceof kind);

/** What became of each account that was asked for; throws where one of them was forgotten. */
const billTogether = async (
  { bill }: Pick<Billing, 'bill'>,
  request: BillRequest,
  signal: AbortSignal,
): Promise<readonly Outcome[]> => {
  const outcomes = await bill(request, signal);
  const told = new Set(outcomes.map(({ account }) => account));
  const forgotten = request.accounts.filter((account) => !told.has(account));
  if (forgotten.length > 0 || outcomes.length !== request.accounts.length) {
    throw new Error(`it is not known what became of ${forgotten.join(', ')}`);
  }
  return outcomes;
};

/**
 * What became of each account. Where one of them breaks the billing of all, each is billed by itself, and that one has failed:
 * it must not hold up the run. Outages are thrown.
 */
export const billEach = async (
  billing: Pick<Billing, 'bill'>,
  request: BillRequest,
  signal: AbortSignal,
): Promise<readonly Outcome[]> => {
  try {
    return await billTogether(billing, request, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!isOwnFault(error)) throw error;
    const [account, ...others] = request.accounts;
    if (account === undefined) throw error;
    if (others.length === 0) return [{ account, outcome: 'failed', problem: error.message }];
    const outcomes: Outcome[] = [];
    for (const each of request.accounts) {
      outcomes.push(...(await billEach(billing, { ...request, accounts: [each] }, signal)));
    }
    return outcomes;
  }
};
