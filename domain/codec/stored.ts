import { refined } from './refined.ts';

/**
 * An object of the log that was checked when it was written, and is taken as it is: only that it has these members is
 * looked at. For shapes that are decided by the ledger itself, or decoded with all their rules before they are stored.
 */
export const stored = <A extends object>(name: string, ...keys: readonly (keyof A & string)[]) =>
  refined(
    name,
    { type: 'object', required: keys },
    `must be an object with ${keys.join(', ')}`,
    (value): value is A =>
      typeof value === 'object' && value !== null && keys.every((key) => Object.hasOwn(value, key)),
  );
