import type * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { oneOf } from '../../domain/codec/refined.ts';
import { annotated } from '../annotated.ts';
import { WholeText } from '../answer-parts.ts';
import type { MeterState } from '../queries/queries.ts';

const state = annotated(oneOf('MeterStateName', 'live', 'filling', 'waiting'), {
  description:
    'Only a live meter answers. One that was defined a while after the first facts waits for a feed of its own, then fills from the beginning of the log',
});
const filled = {
  sequence: annotated(WholeText, { description: 'While it fills: how many events are in' }),
  of: annotated(WholeText, { description: 'While it fills: how many there are' }),
};

/** How far a meter is. */
export const MeterProgress = closed('MeterProgress', { state }, filled);

export const progressView = (told: MeterState): t.TypeOf<typeof MeterProgress> =>
  told.state === 'filling'
    ? { state: told.state, sequence: String(told.sequence), of: String(told.of) }
    : { state: told.state };
