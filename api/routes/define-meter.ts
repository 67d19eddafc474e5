import * as E from 'fp-ts/lib/Either.js';
import { definitionText } from '../../domain/ledger/meter-events.ts';
import type { Meter } from '../../domain/meter/meter.ts';
import { MeterDefinition } from '../../domain/meter/meter-definition.ts';
import type { Deps } from '../deps.ts';
import { anyRoute } from '../http/any-route.ts';
import { jsonBody } from '../http/json-body.ts';
import { waitForPosition } from '../http/wait-for-position.ts';
import { MeterView, ownView } from '../meters/meter-view.ts';
import { problem, type Problem } from '../problem.ts';
import type { OwnMeter } from '../queries/queries.ts';
import { answer, noParams, noQuery } from '../route.ts';

const description = `A meter counts all facts of the log, those before its definition as well: it is filled from the beginning beside the
running feed and answers as soon as its state is \`live\`. A definition never changes; what must differ gets a new key. A meter
whose quantity is a level over time (\`time_weighted\`) is counted in its unit times milliseconds.`;

/** The meter that stands where it is this one; the problem where the key has another definition or is given up. */
const standing = (known: OwnMeter, meter: Meter): E.Either<Problem, MeterView> => {
  if (known.isRetired) {
    return E.left(
      problem(409, 'meter-retired', `The meter ${meter.key} is retired: take a new key.`),
    );
  }
  return definitionText(known.meter) === definitionText(meter)
    ? E.right(ownView(known.meter, known.state))
    : E.left(
        problem(
          409,
          'meter-exists',
          `The meter ${meter.key} has another definition, and a definition never changes: take a new key.`,
        ),
      );
};

/** Records a definition of a key that is not known, and says which one stands: another process may have been first. */
const define = async (
  deps: Pick<Deps, 'queries' | 'meterBook' | 'progress' | 'limits'>,
  tenant: string,
  meter: Meter,
): Promise<E.Either<Problem, MeterView>> => {
  const after = await deps.meterBook.define(tenant, meter);
  const late = await waitForPosition(deps, { after });
  if (late !== undefined) return E.left(late);
  const known = (await deps.queries.meters(tenant)).find((own) => own.meter.key === meter.key);
  if (known === undefined) {
    throw new Error(`the meter ${meter.key} is not known at position ${after}`);
  }
  return standing(known, meter);
};

export const defineMeter = anyRoute({
  method: 'POST',
  path: '/v1/meters',
  summary: 'Define a meter that turns facts into a quantity',
  description,
  may: { scope: 'admin' },
  params: noParams,
  query: noQuery,
  body: jsonBody(MeterDefinition),
  answers: { 200: MeterView, 201: MeterView },
  meanings: {
    200: 'The meter was defined in this way before',
    201: 'The meter is defined, and on record; its state says when it answers',
  },
  problems: {
    422: 'The definition has faults, every one of which is named',
    409: 'The key has another definition or is retired, or there are too many meters',
    504: 'The definition is on record, and the read models did not reach it in time: ask again',
  },
  handle:
    (deps) =>
    ({ body: meter }, { tenant }) =>
    async () => {
      const own = await deps.queries.meters(tenant);
      const known = own.find((each) => each.meter.key === meter.key);
      if (known !== undefined) {
        return E.map((view: MeterView) => answer(200, view))(standing(known, meter));
      }
      const max = deps.limits.metersPerTenant;
      if (own.length >= max) {
        const detail = `A tenant has at most ${max} meters, retired ones included.`;
        return E.left(problem(409, 'too-many-meters', detail));
      }
      return E.map((view: MeterView) => answer(201, view))(await define(deps, tenant, meter));
    },
});
