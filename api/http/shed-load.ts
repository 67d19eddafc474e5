import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Acting } from '../auth/authenticate.ts';
import type { Limits } from '../limits.ts';
import type { ApiObserver } from '../observer.ts';
import { ServiceUnavailable } from '../service-unavailable.ts';
import { bodyRoom, type BodyPlace } from './body-room.ts';
import { shares } from './shares.ts';

type Settings = {
  readonly limits: Pick<Limits, 'requests' | 'bodiesBytes'>;
  readonly observer: Pick<ApiObserver, 'shed' | 'underWay'>;
  /** Paths that are answered however much is under way. */
  readonly vital: ReadonlySet<string>;
};

/** Where a request holds what it has read of its body. */
export type PlaceOf = (request: FastifyRequest) => Omit<BodyPlace, 'leave'>;

/** Says who it is that calls, once that is known. Throws ServiceUnavailable where they have enough under way already. */
export type EnterAs = (request: FastifyRequest, acting: Acting) => void;

/** A request under way: until its answer is sent, and also until its handler is done, which a client that leaves does not end. */
type UnderWay = {
  readonly place: BodyPlace;
  isHandled: boolean;
  isClosed: boolean;
  leaveShare: () => void;
};

const unbounded: ReturnType<PlaceOf> = {
  hold: () => undefined,
  note: () => undefined,
  isCrowded: () => false,
};

// The rest is for questions: a flood of facts does not keep anyone from asking.
const partForFacts = 3 / 4;

const placesFor = ({ method }: FastifyRequest, places: number): number =>
  method === 'POST' ? Math.ceil(places * partForFacts) : places;

/**
 * Refuses, with 503 and before anything of them is read, the requests that are too many at once, so that what is under
 * way is answered in time and memory does not grow. Gives where bodies are to be counted as they are read, and where
 * callers are to be named, so that one of them alone cannot keep all others out.
 */
export const shedLoad = (
  app: FastifyInstance,
  { limits, observer, vital }: Settings,
): { readonly placeOf: PlaceOf; readonly enterAs: EnterAs } => {
  const requests = new Map<FastifyRequest, UnderWay>();
  const tell = (): void => {
    observer.underWay(requests.size, room.heldBytes());
  };
  const room = bodyRoom(limits.bodiesBytes, {
    onChange: tell,
    onFull: () => {
      observer.shed('bodies');
    },
  });
  const letGo = (request: FastifyRequest): void => {
    const underWay = requests.get(request);
    if (underWay === undefined || underWay.isHandled || !underWay.isClosed) return;
    requests.delete(request);
    underWay.place.leave();
    underWay.leaveShare();
  };
  const enter = (request: FastifyRequest, reply: FastifyReply): void => {
    if (requests.size >= placesFor(request, limits.requests)) {
      observer.shed('requests');
      throw new ServiceUnavailable('There are as many requests under way as can be.', 1);
    }
    const underWay: UnderWay = {
      place: room.place(),
      isHandled: false,
      isClosed: false,
      leaveShare: () => undefined,
    };
    requests.set(request, underWay);
    tell();
    reply.raw.once('close', () => {
      underWay.isClosed = true;
      letGo(request);
    });
  };
  const shared = shares(limits.requests, Math.ceil(limits.requests * partForFacts));
  const enterAs: EnterAs = (request, acting) => {
    const underWay = requests.get(request);
    // It has no place any more: what it asked for would be done beside all that is counted.
    if (underWay === undefined) throw new ServiceUnavailable('The client has left.', 1);
    const leaveShare = shared.take(acting, request.method === 'POST');
    if (leaveShare === undefined) {
      observer.shed('requests');
      throw new ServiceUnavailable('You have as many requests under way as you can have.', 1);
    }
    underWay.leaveShare = leaveShare;
  };
  const setHandled = (request: FastifyRequest, isHandled: boolean): void => {
    const underWay = requests.get(request);
    if (underWay !== undefined) underWay.isHandled = isHandled;
    letGo(request);
  };

  app.addHook('onRequest', async (request, reply) => {
    if (!vital.has(request.routeOptions.url ?? '')) enter(request, reply);
  });
  app.addHook('preHandler', async (request) => {
    setHandled(request, true);
  });
  // What a handler answers comes here also where nobody is there to hear it.
  app.addHook('onSend', async (request) => {
    setHandled(request, false);
  });
  return { placeOf: (request) => requests.get(request)?.place ?? unbounded, enterAs };
};
