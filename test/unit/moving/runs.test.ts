import { expect, test } from 'vitest';
import type { MovedEvent } from '../../../infra/moving/moved-event.ts';
import { runsOf } from '../../../infra/moving/runs.ts';

const at = (stream: string, revision: number, bytes = 100) => {
  const event: MovedEvent = {
    stream,
    revision,
    id: `${stream}${revision}`,
    type: 'made',
    data: {},
    metadata: {},
  };
  return { event, bytes };
};

const shapes = (events: readonly ReturnType<typeof at>[]) =>
  [...runsOf('ns', events)].map(({ stream, after, events: run }) => [
    stream,
    after,
    run.map(({ id }) => id),
  ]);

test('a run is what follows one another in the log and goes to one stream', () => {
  expect(shapes([at('a', 4), at('a', 5), at('b', 0), at('a', 6)])).toEqual([
    ['ns_a', 3n, ['a4', 'a5']],
    ['ns_b', -1n, ['b0']],
    ['ns_a', 5n, ['a6']],
  ]);
});

test('a run ends before it is more than the store takes, but an event is never left out', () => {
  const large = 500 * 1024;
  expect(shapes([at('a', 0, large), at('a', 1, large), at('a', 2, 2 * large), at('a', 3)])).toEqual(
    [
      ['ns_a', -1n, ['a0']],
      ['ns_a', 0n, ['a1']],
      ['ns_a', 1n, ['a2']],
      ['ns_a', 2n, ['a3']],
    ],
  );
  const many = Array.from({ length: 2_001 }, (_, n) => at('a', n));
  expect([...runsOf('ns', many)].map(({ events }) => events.length)).toEqual([1_000, 1_000, 1]);
});

test('of nothing there are no runs', () => {
  expect(shapes([])).toEqual([]);
});
