import { problem, Refused } from '../api/problem.ts';
import { ServiceUnavailable } from '../api/service-unavailable.ts';
import { LogUnavailable } from './eventstore/log-unavailable.ts';
import { AnswerTooLarge } from './postgres/answer-too-large.ts';
import {
  DatabaseUnavailable,
  ReadModelsGone,
  StatementTimeout,
  tellingOutages,
  TooManyWaiting,
} from './postgres/database-unavailable.ts';

const tooMuch = problem(
  504,
  'query-too-slow',
  'The query took longer than it may. Ask for less, such as a shorter period.',
);

const tooLarge = problem(
  400,
  'answer-too-large',
  'The answer would be larger than it may be. Ask for less, such as a shorter period, larger windows or no groupBy.',
);

/**
 * The same call, whose outages tell the API's caller to come again: they throw ServiceUnavailable. Coming again does not
 * help where a statement took too long or there is too much to answer, which is Refused.
 */
export const orUnavailable = <Args extends readonly unknown[], Result>(
  call: (...args: Args) => Promise<Result>,
): ((...args: Args) => Promise<Result>) => {
  const telling = tellingOutages(call);
  return async (...args) => {
    try {
      return await telling(...args);
    } catch (error) {
      if (error instanceof DatabaseUnavailable) {
        throw new ServiceUnavailable('The database is away.', 2, { cause: error });
      }
      if (error instanceof ReadModelsGone) {
        throw new ServiceUnavailable('The read models are being made anew.', 2, { cause: error });
      }
      if (error instanceof TooManyWaiting) {
        throw new ServiceUnavailable('There are as many queries under way as can be.', 1);
      }
      if (error instanceof AnswerTooLarge) throw new Refused(tooLarge);
      if (error instanceof StatementTimeout) throw new Refused(tooMuch);
      if (error instanceof LogUnavailable) {
        throw new ServiceUnavailable('The event store is away.', 2, { cause: error });
      }
      throw error;
    }
  };
};
