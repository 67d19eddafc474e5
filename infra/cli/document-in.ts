import { parseDocument } from 'yaml';
import { textIn } from './text-in.ts';

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The object in a file of YAML or JSON, which is YAML too; `-` is standard input. A number without quotes stays one, for the
 * service to refuse. Throws with every fault, by line, where it is neither.
 */
export const documentIn = async (file: string): Promise<Readonly<Record<string, unknown>>> => {
  const document = parseDocument(await textIn(file));
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ message }) => message.trim()).join('\n');
    throw new Error(`${file} is neither YAML nor JSON:\n${faults}`);
  }
  const value: unknown = document.toJS();
  if (!isObject(value)) throw new Error(`${file} holds no object`);
  return value;
};
