import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectEventLog } from '../../../infra/eventstore/connect-event-log.ts';
import { madeAppend } from './made-events.ts';
import { startRestartableNode, type RestartableNode } from './restartable-node.ts';

const program = join(import.meta.dirname, 'leave-log.ts');

let node: RestartableNode;
beforeAll(async () => {
  node = await startRestartableNode();
  const log = connectEventLog({ url: node.url });
  await log.append(madeAppend('t_a', 200));
  await log.close();
});
afterAll(() => node.remove());

test.each(['break', 'throw', 'abort', 'abort-later', 'close'])(
  'trap 2: after %s nothing is left open that would keep the process',
  async (way) => {
    const run = promisify(execFile)(process.execPath, [program, node.url, way], {
      timeout: 30_000,
    });
    await expect(run).resolves.toEqual({ stdout: `left by ${way}\n`, stderr: '' });
  },
);
