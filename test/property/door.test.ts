import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Receipt } from '../../api/door/door.ts';
import type { Fact } from '../../domain/fact/fact.ts';
import { contentHashOf, identityKey } from '../../domain/fact/identity.ts';
import { madeFact } from '../support/facts.ts';
import { makeWorld, type Fate, type World, positionOf } from '../unit/door/world.ts';

// Three identities with two contents each, in two streams: requests meet all the time.
const anyFact = fc.record({ id: fc.nat(2), content: fc.nat(1) }).map(({ id, content }) =>
  madeFact({
    id: `${id}`,
    subject: id === 2 && content === 1 ? 'user:u2' : 'user:u1',
    data: { fileId: `f${content}` },
  }),
);
const anyRequest = fc.array(anyFact, { minLength: 1, maxLength: 4 });
const anyRequests = fc.array(anyRequest, { minLength: 1, maxLength: 6 });

type Answered = { readonly fact: Fact; readonly receipt: Receipt };

const answersOf = (request: readonly Fact[], receipts: readonly Receipt[]): readonly Answered[] => {
  expect(receipts).toHaveLength(request.length);
  return request.flatMap((fact, index) => {
    const receipt = receipts[index];
    return receipt === undefined ? [] : [{ fact, receipt }];
  });
};

const expectConflictsRecorded = ({ conflicts }: World, answers: readonly Answered[]): void => {
  const recorded = conflicts().flatMap(({ data }) =>
    'refusedHash' in data ? [data.refusedHash] : [],
  );
  for (const { fact, receipt } of answers) {
    if (receipt.outcome === 'conflict') expect(recorded).toContain(contentHashOf(fact));
  }
};

/** Where one identity lies in the log, and the receipts that were given for it. */
const expectRightReceipts = ({ facts }: World, answers: readonly Answered[]): void => {
  for (const [key, given] of Map.groupBy(answers, ({ fact }) => identityKey(fact))) {
    const [kept, ...more] = facts().filter(({ fact }) => identityKey(fact) === key);
    if (kept === undefined) throw new Error('an identity was answered and not kept');
    expect(more).toEqual([]);
    const accepted = given.filter(({ receipt }) => receipt.outcome === 'accepted');
    expect(accepted.map(({ fact }) => contentHashOf(fact))).toEqual([kept.contentHash]);
    for (const { fact, receipt } of given) {
      const says =
        contentHashOf(fact) === kept.contentHash ? ['accepted', 'duplicate'] : ['conflict'];
      expect(says).toContain(receipt.outcome);
      // The log answers an append with the position of its last event.
      expect([kept.position, positionOf(accepted[0]?.receipt)]).toContain(positionOf(receipt));
    }
  }
};

test('whatever comes in between, each identity is appended once and every receipt is right', async () => {
  await fc.assert(
    fc.asyncProperty(anyRequests, fc.nat(4), fc.scheduler(), async (requests, moves, scheduler) => {
      const pause = (step: string) => scheduler.schedule(Promise.resolve(), step);
      const world = makeWorld({ pause });
      const answers: Answered[] = [];
      const send = async (request: readonly Fact[]): Promise<void> => {
        await pause('arrive');
        const answered = answersOf(request, await world.door.receive(request));
        expectConflictsRecorded(world, answered);
        answers.push(...answered);
      };
      const project = async (): Promise<void> => {
        for (let n = 0; n < moves; n++) await world.project();
      };
      await scheduler.waitFor(Promise.all([...requests.map(send), project()]));
      expectRightReceipts(world, answers);
      await scheduler.waitFor(world.project());
      expect(world.held()).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('whatever fails, those who come again are answered, and nothing stays held', async () => {
  const anyFates = fc.array(fc.constantFrom<Fate>('fine', 'lost', 'unheard'), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(anyRequests, anyFates, fc.scheduler(), async (requests, fates, scheduler) => {
      const coming = [...fates];
      const pause = (step: string) => scheduler.schedule(Promise.resolve(), step);
      const world = makeWorld({ pause, fateOf: () => coming.shift() ?? 'fine' });
      const accepted: string[] = [];
      const send = async (request: readonly Fact[]): Promise<void> => {
        await pause('arrive');
        const receipts = await world.door.receive(request).catch(() => undefined);
        if (receipts === undefined) return send(request);
        for (const { fact, receipt } of answersOf(request, receipts)) {
          if (receipt.outcome === 'accepted') accepted.push(identityKey(fact));
        }
      };
      await scheduler.waitFor(Promise.all([...requests.map(send), world.project()]));
      expect(new Set(accepted).size).toBe(accepted.length);
      const kept = new Set(world.facts().map(({ fact }) => identityKey(fact)));
      expect(kept).toEqual(new Set(requests.flat().map(identityKey)));
      await scheduler.waitFor(world.project());
      expect(world.held()).toBe(0);
    }),
    { numRuns: 300 },
  );
});
