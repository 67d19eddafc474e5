/** Reading is synchronous: without this between two stretches, a reader that keeps up would keep all others waiting. */
export const othersTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
