import { afterAll, beforeAll, expect, test } from 'vitest';
import { historyLines, openmeet } from '../../history/history-lines.ts';
import { sendLines } from '../../history/send-lines.ts';
import { ledger, startService, type StartedService } from '../../support/start-service.ts';
import { temporaryDataDir } from '../../support/temporary-dir.ts';

let dataDir: Awaited<ReturnType<typeof temporaryDataDir>>;
let service: StartedService;
beforeAll(async () => {
  dataDir = await temporaryDataDir();
  service = await startService(dataDir.path);
  const lines = (await historyLines(openmeet.file)).slice(0, 3_000);
  await sendLines({ ...service, tenant: openmeet.tenant }, lines);
});
afterAll(async () => {
  await service.stop();
  await dataDir.remove();
});

const projections = (...args: readonly string[]) =>
  ledger(['projections', ...args, '--url', service.url], { LEDGER_DATA_DIR: dataDir.path });

test('read models are listed, for people and for programs', async () => {
  const { code, printed } = await projections('list');
  expect(code).toBe(0);
  expect(printed).toMatch(/^usage +\d+ {2}\w+ +\d+ events, [\d.]+ s behind$/m);
  const { printed: json } = await projections('list', '--json');
  expect(JSON.parse(json)).toContainEqual(expect.objectContaining({ name: 'storage' }));
});

test('they are filled anew while they answer, and followed to their end', async () => {
  const { code, said } = await projections('rebuild', 'usage', 'memberships');
  expect(said).toContain('usage is filled anew, and answers.');
  expect(said).toContain('memberships is filled anew, and answers.');
  expect(code).toBe(0);
});

test('or not followed, and given up', async () => {
  const { said } = await projections('rebuild', 'storage', '--no-wait');
  expect(said).toContain('Asked for: storage.');
  expect((await projections('cancel', 'storage')).code).toBe(0);
  const { printed } = await projections('list');
  expect(printed).not.toContain('filling');
});

test('one that is none is told so', async () => {
  const { code, said } = await projections('rebuild', 'nothing');
  expect(code).toBe(1);
  expect(said).toContain('There is no read model nothing.');
});
