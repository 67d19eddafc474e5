/**
 * Does the work for each item in order, and begins the next one while the one before is still under way: two at a time, so
 * that one waits for a store while the other computes. Results come in the order of the items. Nothing new is begun once
 * `goesOn` says no, but the result of what is under way still comes. Nothing is under way any more when it ends or throws.
 */
export const oneAhead = async function* <Item, Result>(
  items: AsyncIterable<Item>,
  work: (item: Item) => Promise<Result>,
  goesOn: () => boolean,
): AsyncGenerator<readonly [Item, Result]> {
  let begun: readonly [Item, Promise<Result>] | undefined;
  try {
    for await (const item of items) {
      if (!goesOn()) break;
      const before = begun;
      begun = [item, work(item)];
      // Whoever takes the result is told; until then it may fail unheard.
      begun[1].catch(() => undefined);
      if (before !== undefined) yield [before[0], await before[1]];
    }
    if (begun !== undefined) yield [begun[0], await begun[1]];
  } finally {
    await begun?.[1].catch(() => undefined);
  }
};
