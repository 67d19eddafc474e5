import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { faultsOf, pointerPart } from '../../domain/codec/faults.ts';
import type { Deps } from '../deps.ts';
import { badInput, type Problem, type RequestFault } from '../problem.ts';
import type { Answers, AnyRoute, RawRequest, Request, Route } from '../route.ts';
import { acceptedBy, rendered } from './rendering.ts';
import { waitForPosition } from './wait-for-position.ts';

const faultsIn = (where: 'path' | 'query', decoded: t.Validation<unknown>): RequestFault[] =>
  faultsOf(decoded, '').map((fault) => ({ in: where, ...fault }));

/** The parameters that a query has more than once, which arrive as lists. */
const twiceIn = (query: unknown): RequestFault[] =>
  Object.entries(t.UnknownRecord.is(query) ? query : {})
    .filter(([, value]) => Array.isArray(value))
    .map(([name]) => ({ in: 'query', path: `/${pointerPart(name)}`, message: 'is there twice' }));

/** The decoded request, or one problem with every fault of all of its parts. */
const decodeRequest = <P, Q, B, A extends Answers>(
  route: Route<P, Q, B, A>,
  raw: RawRequest,
): E.Either<Problem, Request<P, Q, B>> => {
  const params = route.params.decode(raw.params);
  const query = route.query.decode(raw.query);
  const body = route.body.decode(raw.body);
  const twice = twiceIn(raw.query);
  if (twice.length === 0 && E.isRight(params) && E.isRight(query) && E.isRight(body)) {
    const { closing } = raw;
    return E.right({ params: params.right, query: query.right, body: body.right, closing });
  }
  return E.left(
    badInput([
      ...faultsIn('path', params),
      ...twice,
      // One fault a parameter is enough.
      ...faultsIn('query', query).filter(({ path }) => !twice.some((fault) => fault.path === path)),
      ...(E.isLeft(body) ? body.left : []),
    ]),
  );
};

/** A route as the server takes it: it decodes the request, waits for `after`, and leaves the rest to its handler. */
export const anyRoute = <P, Q, B, A extends Answers>({
  renderings = {},
  ...route
}: Route<P, Q, B, A>): AnyRoute => ({
  ...route,
  alternatives: Object.keys(renderings),
  handle: (deps: Deps) => {
    const handle = route.handle(deps);
    return (raw, acting) => async () => {
      const request = decodeRequest(route, raw);
      if (E.isLeft(request)) return request;
      const accepted = acceptedBy(raw.accept, renderings);
      if (E.isLeft(accepted)) return accepted;
      const late = await waitForPosition(deps, request.right.query);
      if (late !== undefined) return E.left(late);
      const answered = await handle(request.right, acting)();
      return E.isLeft(answered)
        ? answered
        : E.right(await rendered(answered.right, accepted.right, deps));
    };
  },
});
