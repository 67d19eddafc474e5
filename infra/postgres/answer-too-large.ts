/** What is asked comes to more rows than this process has memory for, beside all else that it does. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}

/** The rows of a query that was limited to one more than `max`. Throws AnswerTooLarge where that one is there. */
export const atMost = <Row>(rows: readonly Row[], max: number): readonly Row[] => {
  if (rows.length > max) throw new AnswerTooLarge(`the answer has more than ${max} rows`);
  return rows;
};
