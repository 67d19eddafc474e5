import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as t from 'io-ts';
import { parse } from 'yaml';
import { decodeOrThrow } from '../../support/decode-or-throw.ts';

const root = join(import.meta.dirname, '../../..');

/** Where a file of the repository lies, by its path from the root. */
export const pathOf = (file: string): string => join(root, file);

export const textOf = (file: string): string => readFileSync(pathOf(file), 'utf8');

/** A YAML or JSON file as far as the codec wants to know it; throws where it is something else. */
export const contentsOf = <A>(codec: t.Decoder<unknown, A>, file: string): A =>
  decodeOrThrow(codec, parse(textOf(file)));
