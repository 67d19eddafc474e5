import type * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { oneOf } from '../../domain/codec/refined.ts';
import type { Meter } from '../../domain/meter/meter.ts';
import { meterParts } from '../../domain/meter/parts.ts';
import { annotated } from '../annotated.ts';
import type { MeterState } from '../queries/queries.ts';
import { MeterProgress, progressView } from './meter-progress.ts';

/** A meter with its state. */
export const MeterView = closed(
  'MeterView',
  {
    ...meterParts.required,
    origin: annotated(oneOf('MeterOrigin', 'shipped', 'own'), {
      description: 'Whether every tenant has it or this one defined it',
    }),
    ...MeterProgress.required,
  },
  { ...meterParts.optional, ...MeterProgress.optional },
);
export type MeterView = t.TypeOf<typeof MeterView>;

export const shippedView = (meter: Meter): MeterView => ({
  ...meter,
  origin: 'shipped',
  state: 'live',
});

export const ownView = (meter: Meter, told: MeterState): MeterView => ({
  ...meter,
  origin: 'own',
  ...progressView(told),
});
