import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { CancelledError, EventStoreDBClient } from '@eventstore/db-client';
import { describe, expect, it } from 'vitest';
import { portIn, runNode } from '../../support/start-node.ts';
import { all, newStream, numbered } from '../event-store/connection.ts';
import { nextEvent } from './next-event.ts';
import { useDataDir } from './use-node.ts';

const { dataDir, start, connect } = useDataDir();

describe('starting', () => {
  it('makes a data directory that only its user can look into', async () => {
    const made = join(dataDir(), 'deep', 'inside');
    const { child, exited } = runNode(['--data-dir', made, '--exit-with-stdin']);
    await once(child.stdout, 'data');
    expect(statSync(made).mode & 0o777).toBe(0o700);
    child.stdin.end();
    await exited;
  });

  it('is refused on the journal of a running node, which goes on', async () => {
    const node = await start();
    const { code, stderr } = await runNode(['--data-dir', dataDir()]).exited;

    expect(code).toBe(1);
    expect(stderr).toMatch(/^eventstore-node: .*events\.sqlite is in use by another .* node\n$/u);
    await connect(node).appendToStream(newStream(), numbered(1));
  });

  it('names all that is wrong with its arguments', async () => {
    const args = ['--port', '99999', '--colour', 'red', '--host='];
    const { code, stderr } = await runNode(args).exited;

    expect(code).toBe(2);
    for (const fault of ['--data-dir', '--port', '--colour', 'red', '--host']) {
      expect(stderr).toContain(fault);
    }
  });

  it('explains itself', async () => {
    const { child, exited } = runNode(['--help']);
    const said = await nextEvent(child.stdout, 'data');
    expect(String(said)).toContain('--data-dir');
    expect((await exited).code).toBe(0);
  });
});

describe('stopping', () => {
  it('ends open calls as cancelled, and itself without fault', async () => {
    const node = await start();
    const subscription = connect(node).subscribeToAll();
    const ended = nextEvent(subscription, 'error');
    subscription.resume();
    await once(subscription, 'caughtUp');
    const exit = await node.stop();

    expect(exit).toEqual({ code: 0, stderr: '' });
    expect(await ended).toBeInstanceOf(CancelledError);
  });

  it('commits what it was sent', async () => {
    const node = await start();
    const client = connect(node);
    await client.appendToStream('before', numbered(0));
    const appends = Array.from({ length: 200 }, (_, index) =>
      client.appendToStream('stopping', numbered(index)),
    );
    const settled = Promise.allSettled(appends);
    await appends[20];
    await node.stop();

    const acknowledged = (await settled).filter(({ status }) => status === 'fulfilled').length;
    const stored = await all(connect(await start()).readStream('stopping'));
    expect(acknowledged).toBeGreaterThan(20);
    expect(stored.length).toBeGreaterThanOrEqual(acknowledged);
  });

  it('comes with the end of standard input', async () => {
    const node = await start();
    node.closeStdin();
    expect((await node.exited).code).toBe(0);
  });

  it('comes with the end of its parent, even by kill -9', async () => {
    // A parent that starts a node, says what the node says and then does nothing.
    const program = join(import.meta.dirname, '../../../infra/eventstore-node/main.ts');
    const source = `require('node:child_process').spawn(process.execPath, process.argv.slice(1), {
      stdio: ['pipe', 'inherit', 'inherit'],
    })`;
    const args = ['-e', source, program, '--data-dir', dataDir(), '--exit-with-stdin'];
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const line = await nextEvent(parent.stdout, 'data');
    const gone = once(parent.stdout, 'close');
    parent.kill('SIGKILL');

    // The pipe is the node's too, so that it closes when both are gone.
    await gone;
    const refused = await nextEvent(createConnection(portIn(line), '127.0.0.1'), 'error');
    expect(refused).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('discovery', () => {
  it('finds a cluster of one', async () => {
    const { port } = await start();
    const client = EventStoreDBClient.connectionString(
      `esdb+discover://127.0.0.1:${port}?tls=false`,
    );
    await client.appendToStream('found', numbered(1));
    expect(await all(client.readStream('found'))).toHaveLength(1);
    await client.dispose();
  });
});

describe('what it does not implement', () => {
  it('is said to be so', async () => {
    const client = connect(await start());
    const call = client.listProjections();
    await expect(call).rejects.toMatchObject({ code: 12 });
    await expect(call).rejects.toThrow(/does not implement .*Projections\/Statistics/u);
  });
});
