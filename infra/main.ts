import { messageOf } from './cli/message-of.ts';
import { programOf } from './cli/program.ts';
import { serve } from './serve.ts';

const bugs = [TypeError, RangeError, ReferenceError, SyntaxError];

try {
  await programOf(serve).parseAsync();
} catch (error) {
  // What an operator can mend is told in words; a bug shows where it is.
  console.error(bugs.some((kind) => error instanceof kind) ? error : messageOf(error));
  process.exitCode = 1;
}
