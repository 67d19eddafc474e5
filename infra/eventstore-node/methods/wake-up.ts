/** Lets one waiter sleep until something happened; what happened while it was not waiting counts too. */
export class WakeUp {
  #hasHappened = false;
  #resume: (() => void) | undefined;

  readonly wake = (): void => {
    this.#hasHappened = true;
    this.#resume?.();
  };

  async next(): Promise<void> {
    if (!this.#hasHappened) {
      await new Promise<void>((resolve) => {
        this.#resume = resolve;
      });
    }
    this.#resume = undefined;
    this.#hasHappened = false;
  }
}
