import { GrpcError, Status } from '../grpc/status.ts';

const malformed = () => new GrpcError(Status.invalidArgument, 'The message is not valid protobuf.');

/** Walks over the fields of one protobuf message without copying; for the few messages that come by the thousand. */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;
  #wireType = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The number of the next field, 0 after the last. Each field has to be read or skipped before the next. */
  field(): number {
    if (this.#at >= this.#bytes.length) return 0;
    const tag = this.varint();
    this.#wireType = tag & 7;
    return tag >>> 3;
  }

  /** A field of numbers up to 2^53. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let byte = 0x80; byte >= 0x80; scale *= 128) {
      byte = this.#bytes[this.#at++] ?? -1;
      if (byte < 0 || scale > Number.MAX_SAFE_INTEGER) throw malformed();
      value += (byte & 0x7f) * scale;
    }
    return value;
  }

  /** A view on a field of bytes, text or a message. */
  bytes(): Buffer {
    if (this.#wireType !== 2) throw malformed();
    const length = this.varint();
    const from = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw malformed();
    return this.#bytes.subarray(from, this.#at);
  }

  text(): string {
    return this.bytes().toString();
  }

  skip(): void {
    if (this.#wireType === 0) this.varint();
    else if (this.#wireType === 2) this.bytes();
    else if (this.#wireType === 1) this.#at += 8;
    else if (this.#wireType === 5) this.#at += 4;
    else throw malformed();
  }
}
