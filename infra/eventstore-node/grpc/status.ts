/** The gRPC status codes this server answers with. */
export const Status = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;

export type Status = (typeof Status)[keyof typeof Status];

/** Trailers beside the status; the client recognises most errors by the one named `exception`. */
export type Trailers = Readonly<Record<string, string>>;

/** Ends a call with this status. Anything else thrown ends it with INTERNAL and says nothing about why. */
export class GrpcError extends Error {
  readonly status: Status;
  readonly trailers: Trailers;

  constructor(status: Status, message: string, trailers: Trailers = {}) {
    super(message);
    this.status = status;
    this.trailers = trailers;
  }
}
