import { readArguments, usage, type Arguments } from './arguments.ts';
import { startNode } from './node.ts';

/** Runs a node until it is told to stop by a signal, or by its standard input when that was asked for. */
const run = async ({ node, exitsWithStdin }: Extract<Arguments, { kind: 'run' }>) => {
  const running = await startNode(node);
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    running.stop().then(() => process.exit(0), failed);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (exitsWithStdin) {
    // A pipe from the parent closes however the parent ends, by kill -9 too; no other news of that is as certain.
    process.stdin.on('end', stop);
    process.stdin.on('close', stop);
    process.stdin.on('error', stop);
    process.stdin.resume();
  }
  // Nobody may be listening to what is printed, which is no reason to end.
  process.stdout.on('error', () => undefined);
  process.stdout.write(`${JSON.stringify({ port: running.port })}\n`);
};

const failed = (error: unknown): void => {
  const reason = error instanceof Error ? error.message : String(error);
  process.stderr.write(`eventstore-node: ${reason}\n`);
  process.exit(1);
};

const args = readArguments(process.argv.slice(2));
switch (args.kind) {
  case 'help':
    process.stdout.write(usage);
    break;
  case 'faulty':
    for (const fault of args.faults) process.stderr.write(`eventstore-node: ${fault}\n`);
    process.exitCode = 2;
    break;
  case 'run':
    run(args).catch(failed);
}
