import * as t from 'io-ts';
import { faultsAt } from '../../domain/codec/faults.ts';
import { faultsOfLevel, faultsOfQuantity, faultsOfValues } from './rating-faults.ts';
import {
  AnyRating,
  level,
  LevelRating,
  quantity,
  QuantityRating,
  values,
  ValuesRating,
} from './rating-forms.ts';

export type RatingRequest =
  t.TypeOf<typeof QuantityRating> | t.TypeOf<typeof ValuesRating> | t.TypeOf<typeof LevelRating>;

const forms = [
  { keys: Object.keys(quantity), codec: QuantityRating, faults: faultsOfQuantity },
  { keys: Object.keys(values), codec: ValuesRating, faults: faultsOfValues },
  { keys: Object.keys(level), codec: LevelRating, faults: faultsOfLevel },
];

/** The forms of which the input has something; one where it is clear which is meant. */
const formsIn = (input: object) =>
  forms.filter(({ keys }) => keys.some((key) => Object.hasOwn(input, key)));

const validate: t.Validate<unknown, RatingRequest> = (input, context) => {
  if (!t.UnknownRecord.is(input)) return t.failure(input, context, 'must be an object');
  const [form, second] = formsIn(input);
  if (form === undefined || second !== undefined) {
    const decoded = AnyRating.validate(input, context);
    const message = 'must have one of quantity, values, or period with opening and changes';
    const unclear = faultsAt(input, context, [{ path: '', message }]);
    return t.failures([...(decoded._tag === 'Left' ? decoded.left : []), ...unclear]);
  }
  const decoded: t.Validation<RatingRequest> = form.codec.validate(input, context);
  const told = faultsAt(input, context, form.faults(input));
  if (told.length === 0) return decoded;
  return t.failures([...(decoded._tag === 'Left' ? decoded.left : []), ...told]);
};

/** What to rate, in one of three forms; every fault is named at once. */
export const RatingRequest = Object.assign(
  new t.Type<RatingRequest>(
    'RatingRequest',
    (value): value is RatingRequest => t.UnknownRecord.is(value) && formsIn(value).length === 1,
    validate,
    t.identity,
  ),
  { anyOf: [QuantityRating, ValuesRating, LevelRating] },
);
