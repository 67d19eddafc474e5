import { one } from '../../domain/rational.ts';
import { levelMs } from '../../domain/rating/level-ms.ts';
import { quantityOf, rateQuantity } from '../../domain/rating/rate-charge.ts';
import {
  percentageAfter,
  percentageRated,
  percentageStart,
} from '../../domain/rating/rate-percentage.ts';
import type { Rated } from '../../domain/rating/rated.ts';
import { exact } from '../../domain/rating/texts.ts';
import type { LevelRating, ValuesRating } from './rating-forms.ts';
import type { RatingRequest } from './rating-request.ts';

const rateValues = ({ charge, values }: ValuesRating): Rated => {
  let tally = percentageStart(charge, one);
  for (const value of values) tally = percentageAfter(tally, exact(value), one);
  return percentageRated(tally);
};

const rateLevel = ({ charge, period, opening, changes }: LevelRating): Rated => {
  const deltas = changes.map(({ at, delta }) => ({ at, delta: exact(delta) }));
  const metered = levelMs(period, exact(opening), deltas);
  const periodMs = BigInt(period.to - period.from);
  return rateQuantity(charge, quantityOf(charge, metered, periodMs), one);
};

/** What a request comes to for a whole period, by the functions that invoices are made by. */
export const rateRequest = (request: RatingRequest): Rated => {
  if ('values' in request) return rateValues(request);
  if ('period' in request) return rateLevel(request);
  const { charge, quantity } = request;
  // The length of the period matters only where unit.per is said, which a quantity alone is refused with.
  return rateQuantity(charge, quantityOf(charge, exact(quantity), 1n), one);
};
