import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sha256, uuidOf } from '../../../domain/hash.ts';

/** RFC 9562, 5.5, step by step: SHA-1 over namespace and name, then version and variant over its first 16 bytes. */
const version5 = (namespace: string, name: string): string => {
  const digest = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest();
  const bytes = digest.subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};

test("this test's own algorithm gives RFC 9562's example (A.4)", () => {
  expect(version5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  );
});

test("ids are the version 5 of the ledger's namespace, which never changes", () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(uuidOf(name)).toBe(version5('5e1f3a3c-9d3b-4f6a-8b8e-6a2f0c7d4e91', name));
    }),
  );
});

test("SHA-256 of a text's UTF-8 bytes (FIPS 180-4's example)", () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256('ü')).toBe(createHash('sha256').update(Uint8Array.of(0xc3, 0xbc)).digest('hex'));
});
