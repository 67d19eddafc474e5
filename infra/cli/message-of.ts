/** What went wrong, in words; never empty. */
export const messageOf = (error: unknown): string => {
  // A host with several addresses fails with one error for each of them and an empty message over all.
  if (error instanceof AggregateError && error.message === '') {
    return error.errors.map(messageOf).join('; ');
  }
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? error.name : error.message;
};
