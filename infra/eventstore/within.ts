/** An attempt took too long. What became of it is unknown. */
export class AttemptTimedOut extends Error {
  override readonly name = 'AttemptTimedOut';
}

/**
 * The result of `work`, or `AttemptTimedOut` after `timeoutMs`, or the reason of `signal` when it aborts. The timer runs on the
 * monotonic clock: the client's deadlines are instants, and wrong wherever a clock is. The work goes on all the same, but is
 * told through `expired`, and its late result or failure goes nowhere: nobody waits for it any more, and it must not surface
 * as an unhandled rejection.
 */
export const within = <A>(
  timeoutMs: number,
  work: (expired: () => boolean) => Promise<A>,
  signal?: AbortSignal,
): Promise<A> =>
  new Promise((resolve, reject) => {
    let expired = false;
    const settle = (finish: () => void) => {
      expired = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      finish();
    };
    const fail = (error: unknown) => {
      settle(() => {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on as it came
        reject(error);
      });
    };
    const abort = () => {
      fail(signal?.reason);
    };
    const timer = setTimeout(() => {
      fail(new AttemptTimedOut(`no answer within ${Math.round(timeoutMs)} ms`));
    }, timeoutMs);
    signal?.addEventListener('abort', abort);
    if (signal?.aborted === true) {
      abort();
      return;
    }
    work(() => expired).then((value) => {
      settle(() => {
        resolve(value);
      });
    }, fail);
  });
