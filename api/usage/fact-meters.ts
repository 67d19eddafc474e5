import * as t from 'io-ts';
import { closed } from '../../domain/codec/closed.ts';
import { decimalToText } from '../../domain/decimal.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { meteringBy } from '../../domain/meter/metered.ts';
import { shippedMeters, storageMeter, type Meter } from '../../domain/meter/meter.ts';
import { annotated } from '../annotated.ts';
import { DecimalText } from '../answer-parts.ts';

const MeteredView = closed(
  'MeteredView',
  { meter: t.string },
  {
    quantity: annotated(DecimalText, { description: 'What it adds, where the meter is a sum' }),
    value: annotated(t.string, {
      description:
        'What it says, where the quantity is made of the values of many facts; as JSON where different ones are counted',
    }),
  },
);
export const FactMeters = t.readonlyArray(MeteredView);

const storage = shippedMeters.filter(({ key }) => key === storageMeter);

/** The meters that a fact counts in, by itself; nothing is said of storage but that it does. */
export const metersOf = (fact: Fact, own: readonly Meter[]): t.TypeOf<typeof FactMeters> => {
  const metering = meteringBy([...shippedMeters, ...own]);
  return [
    ...storage.filter(({ types }) => types.includes(fact.type)).map(({ key }) => ({ meter: key })),
    ...metering(fact).map((metered) =>
      metered.kind === 'sum'
        ? { meter: metered.meter, quantity: decimalToText(metered.quantity) }
        : { meter: metered.meter, value: metered.value },
    ),
  ];
};
