import type { ServerHttp2Stream } from 'node:http2';
import { frame, frameReader } from './frames.ts';
import { GrpcError, Status, type Trailers } from './status.ts';

/** No message may be larger; the same bound as the server's that this one stands in for. */
export const maxMessageBytes = 16 * 1024 * 1024;

/** One gRPC call, seen from the server: messages come in, frames go out, a status ends it. */
export class Call {
  readonly #stream: ServerHttp2Stream;
  readonly #onClose = new Set<() => void>();
  #open = true;
  #trailers: Record<string, string> = {};
  #written: Promise<void> = Promise.resolve();

  constructor(stream: ServerHttp2Stream) {
    this.#stream = stream;
    stream.on('wantTrailers', () => {
      stream.sendTrailers(this.#trailers);
    });
    // An error of the transport is always followed by 'close', which is where it is dealt with.
    stream.on('error', () => undefined);
    stream.on('close', () => {
      this.#shut();
    });
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc+proto' },
      { waitForTrailers: true },
    );
  }

  /** False once the call was ended from either side; nothing is sent any more. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Calls back once when the call ends, whoever ends it. */
  onClose(listener: () => void): void {
    if (this.#open) this.#onClose.add(listener);
    else listener();
  }

  /** Hands over every message and then the end of the client's side. What they throw ends the call. */
  receive(onMessage: (message: Buffer) => void, onEnd: () => void | Promise<void>): void {
    const push = frameReader(maxMessageBytes, (message) => {
      if (this.#open) onMessage(message);
    });
    this.#stream.on('data', (chunk: Buffer) => {
      if (!this.#open) return;
      try {
        push(chunk);
      } catch (error) {
        this.fail(error);
      }
    });
    this.#stream.on('end', () => {
      if (this.#open) this.run(onEnd);
    });
  }

  /** Runs what answers this call; what it throws ends the call. */
  run(work: () => void | Promise<void>): void {
    Promise.resolve()
      .then(work)
      .catch((error: unknown) => {
        this.fail(error);
      });
  }

  /**
   * Sends frames and resolves when the frames sent *before* these have left, so that a loop that awaits it has at most
   * two writes in memory while the peer is slow, and still prepares one while the other is on its way.
   */
  async send(frames: Buffer): Promise<void> {
    if (!this.#open) return;
    const before = this.#written;
    this.#written = new Promise((resolve) => {
      this.#stream.write(frames, () => {
        resolve();
      });
    });
    await before;
  }

  /** Sends one message. Reads on only while the peer takes its answers, else they would pile up here. */
  answer(message: Uint8Array): void {
    if (!this.#open || this.#stream.write(frame(message)) || this.#stream.isPaused()) return;
    this.#stream.pause();
    this.#stream.once('drain', () => this.#stream.resume());
  }

  /** Ends the call. A second end is ignored: a call that was cancelled may still be finishing. */
  finish(status: Status = Status.ok, message = '', trailers: Trailers = {}): void {
    if (!this.#open) return;
    this.#trailers = {
      ...mapValues(trailers),
      'grpc-status': String(status),
      ...(message === '' ? {} : { 'grpc-message': encodeHeader(message) }),
    };
    this.#shut();
    // What the client still sends is thrown away, else its side of the stream never ends.
    this.#stream.resume();
    this.#stream.end();
  }

  /** Ends the call with what was thrown. */
  fail(error: unknown): void {
    if (error instanceof GrpcError) {
      this.finish(error.status, error.message, error.trailers);
      return;
    }
    if (this.#open) process.stderr.write(`eventstore-node: ${describe(error)}\n`);
    this.finish(Status.internal, 'The event store failed; its log says why.');
  }

  #shut(): void {
    this.#open = false;
    for (const listener of this.#onClose) listener();
    this.#onClose.clear();
  }
}

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** Headers carry printable ASCII only; the rest is percent-encoded, as gRPC prescribes for messages. */
const encodeHeader = (text: string): string =>
  text.replace(/[^\x20-\x24\x26-\x7e]+/gu, encodeURIComponent);

const mapValues = (trailers: Trailers): Record<string, string> =>
  Object.fromEntries(Object.entries(trailers).map(([key, value]) => [key, encodeHeader(value)]));
