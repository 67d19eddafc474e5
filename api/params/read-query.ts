import * as t from 'io-ts';
import { closed, type ClosedType, type Props } from '../../domain/codec/closed.ts';
import { fromText } from './from-text.ts';

const positionMax = 2n ** 63n;

/** A position in the log, as POST /v1/facts answers it. */
export const Position = fromText(
  'Position',
  { type: 'string', pattern: '^\\d{1,19}$', examples: ['1234'] },
  'must be a position as it was answered to facts',
  {
    is: t.bigint.is,
    read: (text) =>
      /^\d{1,19}$/.test(text) && BigInt(text) < positionMax ? BigInt(text) : undefined,
    write: String,
  },
);

/** The query of a GET: beside its own parameters it may say `after`, and is then answered once that position is reached. */
export const readQuery = <const Required extends Props, const Optional extends Props>(
  name: string,
  required: Required,
  optional: Optional,
): ClosedType<Required, Optional & { readonly after: typeof Position }> =>
  closed(name, required, { ...optional, after: Position });
