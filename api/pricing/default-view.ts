import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { MeterKey } from '../../domain/meter/parts.ts';
import { holdingAt, type Prices } from '../../domain/subscription/terms-of.ts';
import { instantText, type EpochMs } from '../../domain/time/instant.ts';
import { annotated } from '../annotated.ts';
import { TimeText } from '../answer-parts.ts';

const DefaultChange = closed('DefaultChange', { model: MeterKey, from: TimeText }, {});

/** The default model now, and when it was and will be which. */
export const DefaultModelView = closed(
  'DefaultModel',
  { changes: t.readonlyArray(DefaultChange) },
  { model: annotated(MeterKey, { description: 'The one now; absent where there is none' }) },
);
export type DefaultModelView = t.TypeOf<typeof DefaultModelView>;

export const defaultModelView = (
  { defaults }: Pick<Prices, 'defaults'>,
  now: EpochMs,
): DefaultModelView => {
  const model = holdingAt(defaults, now)?.model;
  const instants = [...new Set(defaults.map(({ from }) => from))].sort((a, b) => a - b);
  const changes = instants.flatMap((at) => {
    const held = holdingAt(defaults, at);
    return held === undefined ? [] : [{ model: held.model, from: instantText(held.from) }];
  });
  return model === undefined ? { changes } : { model, changes };
};
