import { randomUUID } from 'node:crypto';
import type { NewEvent, StreamAppend } from '../../../domain/event-log.ts';

export const madeEvent = (number: number, padding = ''): NewEvent => ({
  id: randomUUID(),
  type: 'made',
  data: { number, padding },
  metadata: { by: 'test' },
});

/** Events numbered from `first`, for one stream. */
export const madeAppend = (
  stream: string,
  count: number,
  first = 0,
  padding = '',
): StreamAppend => ({
  stream,
  events: Array.from({ length: count }, (_, index) => madeEvent(first + index, padding)),
});

export const idsOf = (...appends: readonly StreamAppend[]): string[] =>
  appends.flatMap(({ events }) => events.map((event) => event.id));
