import type { RunRejection } from '../../domain/billing/request-run.ts';
import { instantText } from '../../domain/time/instant.ts';
import { badInput, problem, type Problem } from '../problem.ts';
import type { TooLate } from './record-decided.ts';

export const tooLate = (): Problem =>
  problem(
    504,
    'not-there-yet',
    'The read models did not reach the end of the log in time, and nothing was recorded. Ask again.',
  );

/** Why a run is not taken; `accounts` as they were asked for. */
export const requestProblem = (
  rejected: RunRejection | TooLate,
  accounts: readonly string[] = [],
): Problem => {
  switch (rejected.rejection) {
    case 'too-late':
      return tooLate();
    case 'run-taken':
      return problem(409, 'run-exists', 'There is a run of this id for something else.');
    case 'unknown-accounts':
      return badInput(
        rejected.accounts.map((account) => ({
          path: `/accounts/${accounts.indexOf(account)}`,
          message: `is ${account}, which the ledger knows nothing of`,
        })),
      );
    case 'no-model':
      return problem(
        409,
        'no-model',
        'No pricing model is in force in that month: set a default model, or subscribe accounts to plans.',
      );
    case 'period-open': {
      const until = instantText(rejected.until);
      const detail = `The month has not ended in the time zone of the model ${rejected.model}: it ends at ${until}.`;
      return problem(409, 'period-open', detail, { until });
    }
    case 'grace': {
      const until = instantText(rejected.until);
      const detail = `The days of grace of the model ${rejected.model} last until ${until}; ignoreGrace bills before.`;
      return problem(409, 'grace', detail, { until });
    }
  }
};
