/** The bytes that a non-negative integer up to 2^53 takes as a varint. */
export const varintBytes = (value: number): number => {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
};

/** Writes a varint and returns where the next byte goes. */
export const writeVarint = (out: Buffer, at: number, value: number): number => {
  let next = at;
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) out[next++] = (rest % 128) | 0x80;
  out[next++] = rest;
  return next;
};

/** The bytes that a field with a one-byte tag takes around `length` bytes of content, content included. */
export const fieldBytes = (length: number): number => 1 + varintBytes(length) + length;

/** Writes tag and length of such a field and returns where its content goes. */
export const writeFieldHeader = (out: Buffer, at: number, tag: number, length: number): number => {
  out[at] = tag;
  return writeVarint(out, at + 1, length);
};

/** A whole field of bytes. */
export const field = (tag: number, content: Uint8Array): Buffer => {
  const out = Buffer.allocUnsafe(fieldBytes(content.length));
  out.set(content, writeFieldHeader(out, 0, tag, content.length));
  return out;
};
