// PostgreSQL's binary form of one-dimensional arrays: header (dimensions, has-null flag, element type, length, lower bound),
// then each element with its length. A column of thousands of values is one parameter: nothing to escape, little to parse.
// Source: array_send and array_recv in PostgreSQL's arrayfuncs.c.

const oid = { int8: 20, text: 25 } as const;
const headerBytes = 20;

const withHeader = (size: number, elementType: number, length: number): Buffer => {
  const buffer = Buffer.allocUnsafe(headerBytes + size);
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(0, 4);
  buffer.writeInt32BE(elementType, 8);
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16);
  return buffer;
};

/** `int8[]`; numbers must be whole. */
export const int8Array = (values: readonly (bigint | number)[]): Buffer => {
  const buffer = withHeader(values.length * 12, oid.int8, values.length);
  let offset = headerBytes;
  for (const value of values) {
    buffer.writeInt32BE(8, offset);
    buffer.writeBigInt64BE(BigInt(value), offset + 4);
    offset += 12;
  }
  return buffer;
};

/** `text[]`. */
export const textArray = (values: readonly string[]): Buffer => {
  let size = 0;
  for (const value of values) size += 4 + Buffer.byteLength(value);
  const buffer = withHeader(size, oid.text, values.length);
  let offset = headerBytes;
  for (const value of values) {
    const written = buffer.write(value, offset + 4, 'utf8');
    buffer.writeInt32BE(written, offset);
    offset += 4 + written;
  }
  return buffer;
};
