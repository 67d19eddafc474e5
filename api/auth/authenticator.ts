import type { Caller } from './caller.ts';

/** Tells who is behind a bearer credential; undefined where nobody is. Throws ServiceUnavailable when it cannot tell now. */
export type Authenticator = (bearer: string) => Promise<Caller | undefined>;
