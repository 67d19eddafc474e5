import { expect, test } from 'vitest';
import { AttemptTimedOut, within } from '../../../infra/eventstore/within.ts';

// A rejection that nobody handles fails the run.

test('gives what the work gives, or throws what it throws', async () => {
  await expect(within(10_000, async () => 1)).resolves.toBe(1);
  await expect(within(10_000, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('after the timeout the work is told, and its late failure goes nowhere', async () => {
  const gate = Promise.withResolvers<undefined>();
  const toldLate = Promise.withResolvers<boolean>();
  const work = async (expired: () => boolean) => {
    await gate.promise;
    toldLate.resolve(expired());
    throw new Error('late');
  };
  await expect(within(5, work)).rejects.toThrow(AttemptTimedOut);
  gate.resolve(undefined);
  expect(await toldLate.promise).toBe(true);
});

test('ends with the signal, also where that was aborted before', async () => {
  const never = () => new Promise<never>(() => undefined);
  const stop = new AbortController();
  const ended = expect(within(10_000, never, stop.signal)).rejects.toThrow('enough');
  stop.abort(new Error('enough'));
  await ended;
  await expect(within(10_000, never, stop.signal)).rejects.toThrow('enough');
});
