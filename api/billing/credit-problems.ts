import type { CreditRejection } from '../../domain/billing/credit-invoice.ts';
import { badInput, problem, type Problem } from '../problem.ts';
import type { TooLate } from './record-decided.ts';
import { tooLate } from './request-problems.ts';

type Sent = { readonly lines?: readonly { readonly line: number }[] };

/** Why nothing is given back; `sent` is the body. */
export const creditProblem = (rejected: CreditRejection | TooLate, sent: Sent): Problem => {
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
    case 'too-precise':
      return badInput([
        {
          path: sent.lines === undefined ? '/amount' : '/lines',
          message: `must have at most ${rejected.digits} digits after the point, as ${rejected.currency} has`,
        },
      ]);
    case 'unknown-lines':
      return badInput(
        rejected.lines.map((line) => ({
          path: `/lines/${(sent.lines ?? []).findIndex((part) => part.line === line)}/line`,
          message: `is ${line}, which the document does not have`,
        })),
      );
    case 'exceeds-remaining': {
      const { total, lines } = rejected;
      const detail = `That is more than remains of the document, ${total}, or of one of its lines.`;
      return problem(409, 'exceeds-remaining', detail, { remaining: { total, lines } });
    }
  }
};
