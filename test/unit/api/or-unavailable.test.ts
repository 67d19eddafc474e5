import { expect, test } from 'vitest';
import { orUnavailable } from '../../../infra/or-unavailable.ts';
import { AnswerTooLarge } from '../../../infra/postgres/answer-too-large.ts';

test('an answer that would be too large is refused, with what to ask for instead', async () => {
  const call = orUnavailable(async () => {
    throw new AnswerTooLarge('5 rows');
  });
  await expect(call()).rejects.toMatchObject({
    problem: {
      status: 400,
      type: 'answer-too-large',
      detail: expect.stringContaining('a shorter period') as string,
    },
  });
});
