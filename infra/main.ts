import { programOf } from './cli/program.ts';
import { SettingsError } from './config/settings.ts';
import { serve } from './serve.ts';

try {
  await programOf(serve).parseAsync();
} catch (error) {
  // What an operator can mend is told in words; anything else is a bug and shows where.
  const isForOperators = error instanceof SettingsError || !(error instanceof TypeError);
  console.error(isForOperators && error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
