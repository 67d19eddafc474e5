import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Limits } from '../limits.ts';
import type { ApiObserver } from '../observer.ts';
import { ServiceUnavailable } from '../service-unavailable.ts';
import { bodyRoom, type BodyPlace } from './body-room.ts';

type Settings = {
  readonly limits: Pick<Limits, 'requests' | 'bodiesBytes'>;
  readonly observer: Pick<ApiObserver, 'shed' | 'underWay'>;
  /** Paths that are answered however much is under way. */
  readonly vital: ReadonlySet<string>;
};

/** Where a request holds what it has read of its body. */
export type PlaceOf = (request: FastifyRequest) => Omit<BodyPlace, 'leave'>;

/** A request under way: until its answer is sent, and also until its handler is done, which a client that leaves does not end. */
type UnderWay = { readonly place: BodyPlace; isHandled: boolean; isClosed: boolean };

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
 * way is answered in time and memory does not grow. Gives where bodies are to be counted as they are read.
 */
export const shedLoad = (app: FastifyInstance, { limits, observer, vital }: Settings): PlaceOf => {
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
  };
  const enter = (request: FastifyRequest, reply: FastifyReply): void => {
    if (requests.size >= placesFor(request, limits.requests)) {
      observer.shed('requests');
      throw new ServiceUnavailable('There are as many requests under way as can be.', 1);
    }
    const underWay = { place: room.place(), isHandled: false, isClosed: false };
    requests.set(request, underWay);
    tell();
    reply.raw.once('close', () => {
      underWay.isClosed = true;
      letGo(request);
    });
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
  return (request) => requests.get(request)?.place ?? unbounded;
};
