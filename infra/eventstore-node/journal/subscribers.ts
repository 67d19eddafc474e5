type Wake = () => void;

/** Who waits for new events: of one stream, or of any. */
export class Subscribers {
  readonly #ofLog = new Set<Wake>();
  readonly #ofStream = new Map<string, Set<Wake>>();

  /** Calls `wake` after each commit that wrote to the stream, or to any when it is undefined; returns what ends that. */
  add(stream: string | undefined, wake: Wake): () => void {
    if (stream === undefined) {
      this.#ofLog.add(wake);
      return () => this.#ofLog.delete(wake);
    }
    const wakes = this.#ofStream.get(stream) ?? new Set();
    this.#ofStream.set(stream, wakes.add(wake));
    return () => {
      wakes.delete(wake);
      if (wakes.size === 0) this.#ofStream.delete(stream);
    };
  }

  wake(writtenStreams: Iterable<string>): void {
    for (const wake of this.#ofLog) wake();
    if (this.#ofStream.size === 0) return;
    for (const stream of writtenStreams) {
      for (const wake of this.#ofStream.get(stream) ?? []) wake();
    }
  }
}
