import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { oneOf } from '../../domain/codec/refined.ts';
import { instantText } from '../../domain/time/instant.ts';
import { annotated } from '../annotated.ts';
import { Count, TimeText, WholeText } from '../answer-parts.ts';
import type { ProjectionState, RebuildState } from '../queries/queries.ts';

const RebuildView = closed(
  'RebuildView',
  {
    version: Count,
    state: annotated(oneOf('RebuildState', 'waiting', 'filling', 'failed'), {
      description: 'One read model is filled at a time; the others wait',
    }),
    sequence: annotated(WholeText, { description: 'How many events of the log it has taken in' }),
    of: annotated(WholeText, { description: 'How many the read models that answer hold' }),
    startedAt: TimeText,
  },
  { problem: t.string },
);

export const ProjectionView = closed(
  'ProjectionView',
  {
    name: t.string,
    version: Count,
    state: annotated(oneOf('ProjectionState', 'live', 'catching_up', 'stopped', 'filling'), {
      description: 'filling: it does not answer yet, and takes its place when it has caught up',
    }),
    sequence: WholeText,
    position: WholeText,
    /** Stands for all of the log up to here: two that agree in it were made from the same events. */
    digest: t.string,
    lagSeconds: t.number,
  },
  {
    problem: t.string,
    rebuild: annotated(RebuildView, {
      description: 'It is filled anew from the log beside what answers',
    }),
  },
);
type ProjectionView = t.TypeOf<typeof ProjectionView>;

const rebuildView = (rebuild: RebuildState): t.TypeOf<typeof RebuildView> => ({
  ...rebuild,
  sequence: String(rebuild.sequence),
  of: String(rebuild.of),
  startedAt: instantText(rebuild.startedAt),
});

export const projectionView = ({
  sequence,
  position,
  rebuild,
  ...state
}: ProjectionState): ProjectionView => ({
  ...state,
  sequence: String(sequence),
  position: String(position),
  ...(rebuild === undefined ? {} : { rebuild: rebuildView(rebuild) }),
});
