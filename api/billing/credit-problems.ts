import type { CreditRejection } from '../../domain/billing/credit-invoice.ts';
import { badInput, problem, type Problem } from '../problem.ts';
import type { TooLate } from './record-decided.ts';
import { tooLate } from './request-problems.ts';

/** Why nothing is given back. */
export const creditProblem = (rejected: CreditRejection | TooLate): Problem => {
  switch (rejected.rejection) {
    case 'too-late':
      return tooLate();
    case 'unknown':
      return problem(404, 'not-found', 'There is no document of this number.');
    case 'request-taken':
      return problem(
        409,
        'request-taken',
        `The request of this id gave back something else: see ${rejected.by}.`,
      );
    case 'void':
      return problem(409, 'invoice-void', 'The document is void: there is nothing to give back.');
    case 'unfit':
      return badInput(rejected.faults);
    case 'exceeds-remaining': {
      const { total, lines } = rejected;
      const detail = `That is more than remains of the document, ${total}, or of one of its lines.`;
      return problem(409, 'exceeds-remaining', detail, { remaining: { total, lines } });
    }
  }
};
