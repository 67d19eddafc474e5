import { parseArgs } from 'node:util';
import type { NodeOptions } from './node.ts';

export const usage = `Usage: node infra/eventstore-node/main.ts --data-dir DIR [options]

Serves an event log over EventStoreDB's gRPC protocol, without TLS, and keeps it in DIR/events.sqlite.
When it is ready it prints one line: {"port":12345}

  --data-dir DIR      where the journal is kept; made if it is not there
  --host HOST         the address to listen on (127.0.0.1)
  --port PORT         the port to listen on, 0 for any that is free (0)
  --exit-with-stdin   stop when standard input closes, that is with the process that started this one
  --help              show this
`;

export type Arguments =
  | { readonly kind: 'run'; readonly node: NodeOptions; readonly exitsWithStdin: boolean }
  | { readonly kind: 'help' }
  | { readonly kind: 'faulty'; readonly faults: readonly string[] };

const options = {
  'data-dir': { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '0' },
  'exit-with-stdin': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

const parse = (args: readonly string[]) =>
  // Not strict, for that stops at the first fault.
  parseArgs({ args: [...args], strict: false, tokens: true, options });

type Parsed = ReturnType<typeof parse>;

/** Reads the command line; all that is wrong with it is named at once. */
export const readArguments = (args: readonly string[]): Arguments => {
  const { values, tokens } = parse(args);
  if (values.help === true) return { kind: 'help' };
  const { 'data-dir': dataDir, host, port } = values;
  const faults = [...unexpected(tokens), ...missing(values)];
  if (faults.length > 0) return { kind: 'faulty', faults };
  return {
    kind: 'run',
    node: { dataDir: String(dataDir), host: String(host), port: Number(port) },
    exitsWithStdin: values['exit-with-stdin'] === true,
  };
};

const unexpected = (tokens: Parsed['tokens']): readonly string[] =>
  tokens.flatMap((token) => {
    if (token.kind === 'positional') return [`'${token.value}' is not expected`];
    return token.kind === 'option' && !Object.hasOwn(options, token.name)
      ? [`${token.rawName} is not known`]
      : [];
  });

const missing = (values: Parsed['values']): readonly string[] => {
  const { 'data-dir': dataDir, host, port } = values;
  const isPort = typeof port === 'string' && /^\d{1,5}$/u.test(port) && Number(port) <= 65_535;
  return [
    ...(isText(dataDir) ? [] : ['--data-dir needs a directory']),
    ...(isText(host) ? [] : ['--host needs an address']),
    ...(isPort ? [] : ['--port needs a number from 0 to 65535']),
  ];
};

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
