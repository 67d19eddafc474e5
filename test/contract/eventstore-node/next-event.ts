import { once, type EventEmitter } from 'node:events';

/** What the next event of this name carries. Rejects when an error comes first, unless it is the error that is waited for. */
export const nextEvent = async (emitter: EventEmitter, name: string): Promise<unknown> => {
  const values: unknown[] = await once(emitter, name);
  return values[0];
};
