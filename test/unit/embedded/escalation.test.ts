import { expect, test } from 'vitest';
import { escalate, type Escalation } from '../../../infra/embedded/escalation.ts';

const escalation: Escalation = [
  { signal: 'SIGINT', patienceMs: 20 },
  { signal: 'SIGQUIT', patienceMs: 10 },
  { signal: 'SIGKILL', patienceMs: 5 },
];

/** A process that obeys one signal only. */
const processThatObeys = (obeyed: NodeJS.Signals | undefined) => {
  const heard: (NodeJS.Signals | number)[] = [];
  return {
    heard,
    send: (signal: NodeJS.Signals): void => {
      heard.push(signal);
    },
    endedWithin: async (ms: number): Promise<boolean> => {
      const obeys = heard.at(-1) === obeyed;
      heard.push(ms);
      return obeys;
    },
  };
};

test('sends no more than the process needs', async () => {
  const { heard, send, endedWithin } = processThatObeys('SIGINT');
  expect(await escalate(escalation, send, endedWithin)).toBe(true);
  expect(heard).toEqual(['SIGINT', 20]);
});

test('gets harder as patience runs out', async () => {
  const { heard, send, endedWithin } = processThatObeys('SIGKILL');
  expect(await escalate(escalation, send, endedWithin)).toBe(true);
  expect(heard).toEqual(['SIGINT', 20, 'SIGQUIT', 10, 'SIGKILL', 5]);
});

test('says so when nothing helps', async () => {
  const { send, endedWithin } = processThatObeys(undefined);
  expect(await escalate(escalation, send, endedWithin)).toBe(false);
});
