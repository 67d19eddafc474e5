import { ServiceUnavailable } from '../api/service-unavailable.ts';
import { LogUnavailable } from './eventstore/log-unavailable.ts';
import {
  DatabaseUnavailable,
  ReadModelsGone,
  tellingOutages,
} from './postgres/database-unavailable.ts';

/** The same call, whose outages tell the API's caller to come again: they throw ServiceUnavailable. */
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
      if (error instanceof LogUnavailable) {
        throw new ServiceUnavailable('The event store is away.', 2, { cause: error });
      }
      throw error;
    }
  };
};
