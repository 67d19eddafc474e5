import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { oneOf } from '../../domain/codec/refined.ts';
import { inForce, misfitOf, netOf, type Amendment } from '../../domain/fact/amendment.ts';
import { annotated } from '../annotated.ts';
import { WholeText } from '../answer-parts.ts';
import type { FactRecord, OwnMeter } from '../queries/queries.ts';
import { FactMeters, metersOf } from '../usage/fact-meters.ts';
import { sentEvent, SentEvent } from './sent-events.ts';

const AmendmentView = closed(
  'AmendmentView',
  {
    kind: oneOf('AmendmentKind', 'voided', 'corrected'),
    source: t.string,
    id: t.string,
    reason: t.string,
    by: t.string,
    sequence: WholeText,
    recordedAt: t.string,
    standing: annotated(oneOf('Standing', 'in_force', 'superseded', 'unfit'), {
      description:
        'in_force: it says what the fact comes to. superseded: another one does. unfit: it counts nothing',
    }),
  },
  {
    data: annotated(t.UnknownRecord, { description: 'The right data, of a correction' }),
    misfit: annotated(t.string, { description: 'Why it does not fit' }),
  },
);

export const FactView = closed(
  'FactView',
  {
    fact: annotated(SentEvent, { description: 'As it came' }),
    sequence: WholeText,
    position: WholeText,
    contentHash: t.string,
    recordedAt: t.string,
    amendments: annotated(t.readonlyArray(AmendmentView), {
      description: 'In the order of the log',
    }),
    net: annotated(t.union([closed('NetView', { data: t.UnknownRecord }, {}), t.null]), {
      description: 'What it comes to by its amendments; null where it is voided',
    }),
    /** What was refused under the same identity; `refused` is its canonical JSON. */
    conflicts: t.readonlyArray(
      closed(
        'ConflictView',
        { contentHash: t.string, recordedAt: t.string, sequence: WholeText, refused: t.string },
        {},
      ),
    ),
    meters: annotated(FactMeters, { description: 'The meters it counts in, by what it comes to' }),
  },
  {},
);
type FactView = t.TypeOf<typeof FactView>;

const amendmentView = (
  { fact }: FactRecord,
  decisive: Amendment | undefined,
  amendment: Amendment,
): t.TypeOf<typeof AmendmentView> => {
  const { kind, source, id, reason, by, sequence, recordedAt, data } = amendment;
  const misfit = misfitOf(fact, amendment);
  const standing = amendment === decisive ? 'in_force' : 'superseded';
  return {
    kind,
    source,
    id,
    reason,
    by,
    sequence: String(sequence),
    recordedAt,
    ...(data === undefined ? {} : { data }),
    ...(misfit === undefined ? { standing } : { standing: 'unfit', misfit }),
  };
};

/** A fact with all that is known of it, and the meters that what it comes to counts in, the tenant's own included. */
export const factView = (record: FactRecord, own: readonly OwnMeter[]): FactView => {
  const { fact, amendments } = record;
  const net = netOf(fact, amendments);
  const decisive = inForce(fact, amendments);
  return {
    fact: sentEvent(fact),
    sequence: String(record.sequence),
    position: String(record.position),
    contentHash: record.contentHash,
    recordedAt: record.recordedAt,
    amendments: amendments.map((each) => amendmentView(record, decisive, each)),
    net: net === undefined ? null : { data: net.data },
    conflicts: record.conflicts.map((each) => ({ ...each, sequence: String(each.sequence) })),
    meters:
      net === undefined
        ? []
        : metersOf(
            net,
            own.map(({ meter }) => meter),
          ),
  };
};
