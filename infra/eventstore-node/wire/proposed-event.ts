import { missingMetadataProperties } from '../errors.ts';
import { readUuid } from './uuid.ts';
import { WireReader } from './wire-reader.ts';

/** An event as a client proposes it. `data` and `metadata` are views on the received message. */
export type ProposedEvent = {
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Buffer;
  readonly metadata: Buffer;
};

const empty: Buffer = Buffer.alloc(0);

/**
 * Decodes `ProposedMessage`, which Append and BatchAppend share. By hand, since the generated code takes longer over it
 * than the disk. Throws INVALID_ARGUMENT when the id is no UUID or `type` or `content-type` is missing.
 */
export const readProposedEvent = (message: Buffer): ProposedEvent => {
  const reader = new WireReader(message);
  const properties = new Map<string, string>();
  let id: string | undefined;
  let data: Buffer = empty;
  let metadata: Buffer = empty;
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) id = readUuid(reader.bytes());
    else if (field === 2) readProperty(reader.bytes(), properties);
    else if (field === 3) metadata = reader.bytes();
    else if (field === 4) data = reader.bytes();
    else reader.skip();
  }
  const type = properties.get('type');
  const contentType = properties.get('content-type');
  if (type === undefined || type === '' || contentType === undefined) {
    throw missingMetadataProperties();
  }
  return {
    id: id ?? readUuid(empty),
    type,
    isJson: contentType === 'application/json',
    data,
    metadata,
  };
};

const readProperty = (entry: Buffer, properties: Map<string, string>): void => {
  const reader = new WireReader(entry);
  let key = '';
  let value = '';
  for (let field = reader.field(); field !== 0; field = reader.field()) {
    if (field === 1) key = reader.text();
    else if (field === 2) value = reader.text();
    else reader.skip();
  }
  properties.set(key, value);
};
