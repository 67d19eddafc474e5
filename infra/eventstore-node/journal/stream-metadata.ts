/** What a stream's metadata says about which of its events can still be read. */
export type StreamMetadata = {
  readonly maxCount: number | undefined;
  readonly maxAgeMs: number | undefined;
  /** The first readable revision. */
  readonly truncateBefore: number | undefined;
  readonly isSoftDeleted: boolean;
};

export const noMetadata: StreamMetadata = {
  maxCount: undefined,
  maxAgeMs: undefined,
  truncateBefore: undefined,
  isSoftDeleted: false,
};

/** The largest revision there can be; as `$tb` it means that the stream is deleted until something is appended. */
export const softDeletedMark = '9223372036854775807';

export const metadataType = '$metadata';

/** The stream that holds the metadata of `stream`. */
export const metadataStreamOf = (stream: string): string => `$$${stream}`;

/** The stream whose metadata this one holds; undefined for any other. */
export const describedBy = (stream: string): string | undefined =>
  stream.startsWith('$$') ? stream.slice(2) : undefined;

/** Reads the data of a metadata event. What is not valid JSON says nothing, as in the server. */
export const readStreamMetadata = (data: Uint8Array): StreamMetadata => {
  const fields = parseObject(data);
  const seconds = count(fields['$maxAge']);
  return {
    maxCount: count(fields['$maxCount']),
    maxAgeMs: seconds === undefined ? undefined : seconds * 1000,
    truncateBefore: count(fields['$tb']),
    // Beyond what a JavaScript number tells apart, and no stream gets near it.
    isSoftDeleted: (count(fields['$tb']) ?? 0) >= Number(softDeletedMark),
  };
};

/** Metadata as before, but with events readable from this revision on: how a soft-deleted stream comes back. */
export const withTruncateBefore = (data: Uint8Array, revision: number): Buffer =>
  Buffer.from(JSON.stringify({ ...parseObject(data), $tb: revision }));

const parseObject = (data: Uint8Array): Record<string, unknown> => {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(data).toString());
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
};

const count = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 0 ? value : undefined;
