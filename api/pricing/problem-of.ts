import type { Rejection } from '../../domain/pricing/decision.ts';
import { instantText } from '../../domain/time/instant.ts';
import { badInput, problem, type Problem } from '../problem.ts';

/** What a caller is told of a command that was refused; `from` is where in the request its faults lie, the body if not said. */
export const problemOf = (rejection: Rejection, from?: 'query'): Problem => {
  switch (rejection.kind) {
    case 'unfit':
      return badInput(
        rejection.faults.map((fault) => (from === undefined ? fault : { in: from, ...fault })),
      );
    case 'already-billed': {
      const until = instantText(rejection.billedTo);
      const detail = `Invoices stand up to ${until}, and what is billed is not changed: void them first, or take a later time.`;
      return problem(409, 'already-billed', detail);
    }
    case 'version-exists': {
      const detail = `Version ${rejection.version} takes effect at the same time, and a version never changes: take another time.`;
      return problem(409, 'version-exists', detail);
    }
    case 'model-withdrawn': {
      const detail = `The pricing model ${rejection.model} is withdrawn and takes nobody in.`;
      return problem(409, 'model-withdrawn', detail);
    }
    case 'unknown-model':
      return problem(404, 'not-found', 'There is no pricing model of this key.');
  }
};
