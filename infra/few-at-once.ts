import { TooManyWaiting } from './postgres/database-unavailable.ts';

/**
 * Lets few calls be under way at once, some wait, and sends the others away with TooManyWaiting: for questions of which each takes
 * a connection for seconds, and which must leave connections to all others.
 */
export const fewAtOnce = (most: {
  readonly underWay: number;
  readonly waiting: number;
}): (<Args extends readonly unknown[], Result>(
  call: (...args: Args) => Promise<Result>,
) => (...args: Args) => Promise<Result>) => {
  let underWay = 0;
  const waiting: (() => void)[] = [];
  const enter = async (): Promise<void> => {
    if (underWay < most.underWay) {
      underWay += 1;
      return;
    }
    if (waiting.length >= most.waiting) {
      throw new TooManyWaiting('too many wait for what takes long');
    }
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
    });
  };
  // Who leaves hands the place over, so that nobody comes in between.
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) underWay -= 1;
    else next();
  };
  return (call) =>
    async (...args) => {
      await enter();
      try {
        return await call(...args);
      } finally {
        leave();
      }
    };
};
