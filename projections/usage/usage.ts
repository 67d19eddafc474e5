import { groupOf } from '../../domain/fact/fact.ts';
import type { Metering } from '../../domain/meter/metered.ts';
import { dayOf, quarterHourOf } from '../../domain/time/window.ts';
import { add } from '../change.ts';
import { ignore, type Projector } from '../projector.ts';
import { sums } from '../table.ts';

// A subject's and a group's usage are sums of the same rows. `group_id` is empty where there is no group.
const usageSums = (name: string) =>
  sums(name, {
    key: [
      ['tenant', 'text'],
      ['subject', 'text'],
      ['meter', 'text'],
      ['bucket', 'instant'],
      ['group_id', 'text'],
    ],
    rest: [
      ['quantity', 'decimal'],
      ['facts', 'number64'],
    ],
    indexes: [['tenant', 'group_id', 'meter', 'bucket']],
  });

export const usageByQuarterHour = usageSums('usage_by_quarter_hour');
export const usageByDay = usageSums('usage_by_day');

/** Usage by meter, subject and group. Late usage lands in the time it happened in, not in that it reached us. */
export const usageBy = (metering: Metering): Projector => ({
  name: 'usage',
  version: 1,
  tables: [usageByQuarterHour, usageByDay],
  wants: ignore,
  onFact: ({ fact }) => {
    const { tenant, subject, at } = fact;
    const group = groupOf(fact) ?? '';
    return metering(fact).flatMap(({ meter, quantity }) => [
      add(usageByQuarterHour, [tenant, subject, meter, quarterHourOf(at), group], [quantity, 1n]),
      add(usageByDay, [tenant, subject, meter, dayOf(at), group], [quantity, 1n]),
    ]);
  },
  on: { FactConflicted: ignore },
});
