import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { oneOf } from '../../domain/codec/refined.ts';
import { annotated } from '../annotated.ts';
import { DecimalText, TimeText, WholeText } from '../answer-parts.ts';
import { Basis, BilledPeriod, DocumentAdjustment, DocumentLine } from './document-codecs.ts';

/** What a month would be billed at now. */
export const DraftView = closed(
  'Draft',
  {
    kind: oneOf('DraftKind', 'invoice', 'credit_note'),
    tenant: t.string,
    account: t.string,
    period: BilledPeriod,
    timeZone: t.string,
    currency: t.string,
    basis: Basis,
    sequence: annotated(WholeText, { description: 'Facts were read up to this event of the log' }),
    lines: t.readonlyArray(DocumentLine),
    adjustments: t.readonlyArray(DocumentAdjustment),
    total: DecimalText,
    asOf: annotated(TimeText, {
      description: 'Of a month that has not ended: levels count up to here',
    }),
  },
  {
    invoice: annotated(t.string, {
      description:
        'The invoice that stands for the month: the draft is what it would be now, without adjustments',
    }),
    billed: annotated(DecimalText, {
      description:
        'What stands for the month by all documents that are not void: the lines of its invoice, and adjustments of the month in later ones; credit notes that operators issue are not taken off. Where prices and plans are as they were, `total` less this is what the next run adjusts; absent where no document bills the month',
    }),
  },
);
