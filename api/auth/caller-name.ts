import type { Acting } from './authenticate.ts';

/** Who is written down as the one who did it: the id of a key, or a member's account. */
export const callerName = ({ caller }: Acting): string =>
  caller.kind === 'key' ? caller.id : caller.account;
