import * as fc from 'fast-check';
import { isLeft } from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import { decodeFact } from '../../domain/fact/decode-fact.ts';
import { MeterDefinition } from '../../domain/meter/meter-definition.ts';
import { instantText } from '../../domain/time/instant.ts';
import { anyHistory } from './arbitrary-history.ts';
import { spanMs, start } from './arbitrary-facts.ts';
import { differences, type History } from './compare.ts';
import { factsIn } from './identity.ts';
import type { LogEntry } from './log-entry.ts';
import { naiveWorld } from './naive-world.ts';
import { isAmendment, netFacts } from './net-facts.ts';
import type { World } from './world.ts';

const histories = fc.sample(anyHistory(), { numRuns: 200, seed: 3 });

const refusalsIn = ({ log }: History) =>
  factsIn(log)
    .filter((fact) => !isAmendment(fact))
    .map(({ at, ...event }) =>
      decodeFact(
        { specversion: '1.0', ...event, time: instantText(at) },
        { tenant: event.tenant, earliest: start, latest: start + spanMs },
      ),
    )
    .filter(isLeft);

const without =
  (type: string) =>
  (log: readonly LogEntry[]): readonly LogEntry[] =>
    log.filter((entry) => entry.kind !== 'fact' || entry.fact.type !== type);

describe('the histories', () => {
  test('hold only facts that the door takes in', () => {
    expect(histories.flatMap(refusalsIn)).toEqual([]);
  });

  test('hold only meters that may be defined', () => {
    const meters = histories
      .flatMap(({ log }) => log)
      .flatMap((entry) => (entry.kind === 'meter-defined' ? [entry.meter] : []));
    expect(meters.map((meter) => MeterDefinition.decode(meter)).filter(isLeft)).toEqual([]);
  });

  test('are plain data', () => {
    expect(JSON.parse(JSON.stringify(histories))).toStrictEqual(histories);
  });

  test('show every oddity, every role, and what meters count', async () => {
    const seen = new Set<string>();
    for (const { log, tenants, usage } of histories) {
      const world = naiveWorld(log);
      for (const tenant of tenants) {
        for (const { kind } of await world.anomalies(tenant)) seen.add(kind);
        for (const { role } of await world.roles(tenant)) seen.add(role);
      }
      for (const question of usage) {
        const meter = log.find(
          (entry) => entry.kind === 'meter-defined' && entry.meter.key === question.meter,
        );
        const answers = await world.usage(question);
        if (meter?.kind !== 'meter-defined' || answers.every(({ facts }) => facts === 0)) continue;
        seen.add(meter.meter.aggregation);
      }
    }
    expect([...seen].toSorted()).toEqual(
      [
        ...['admin', 'guest', 'member', 'moderator', 'owner'],
        ...['amendment_pending', 'amendment_unfit', 'attached_unknown', 'conflict'],
        ...['measured_differs', 'released_before_stored', 'released_unknown', 'stored_again'],
        ...['count', 'latest', 'max', 'sum', 'time_weighted', 'unique'],
      ].toSorted(),
    );
  });
});

describe('a world', () => {
  test('that answers by the rules differs in nothing, in whatever order it answers', async () => {
    for (const history of histories.slice(0, 50)) {
      const naive = naiveWorld(history.log);
      const reversed: World = {
        ...naive,
        anomalies: async (tenant) => (await naive.anomalies(tenant)).toReversed(),
        accounts: async (tenant) => (await naive.accounts(tenant)).toReversed(),
        usage: async (question) => (await naive.usage(question)).toReversed(),
      };
      expect(await differences(reversed, history)).toEqual([]);
    }
  });

  test.each<[string, (log: readonly LogEntry[]) => readonly LogEntry[]]>([
    ['reads the log backwards', (log) => log.toReversed()],
    ['knows no voids', without('usage.voided')],
    ['knows no corrections', without('usage.corrected')],
    ['knows no attaches', without('openmeet.file.attached')],
    ['knows nobody who left', without('openmeet.group.left')],
  ])('that %s is found out in one history of eight and more', async (_, misread) => {
    let found = 0;
    for (const history of histories.slice(0, 80)) {
      const { log } = history;
      const wrong = naiveWorld(misread(log));
      // Facts and their number would give it away at once.
      const { fact, factsByType, accounts } = naiveWorld(log);
      const world = { ...wrong, fact, factsByType, accounts };
      const lines = await differences(world, history);
      if (lines.length > 0) found += 1;
    }
    expect(found).toBeGreaterThan(10);
  });

  test.each<[string, (world: World) => Partial<World>]>([
    ['roles', () => ({ roles: async () => [] })],
    ['accounts', () => ({ accounts: async () => [] })],
    ['factsByType', () => ({ factsByType: async () => [] })],
    ['anomalies', () => ({ anomalies: async () => [] })],
    ['usage', () => ({ usage: async () => [] })],
    ['fact', () => ({ fact: async () => undefined })],
    [
      'storage',
      (world) => ({
        storage: async (question) => {
          const answer = await world.storage(question);
          return { ...answer, byteMs: answer.byteMs + 1n };
        },
      }),
    ],
  ])('that is wrong about %s is told so', async (name, wrong) => {
    const lines: string[] = [];
    for (const history of histories.slice(0, 30)) {
      const naive = naiveWorld(history.log);
      lines.push(...(await differences({ ...naive, ...wrong(naive) }, history)));
    }
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => !line.startsWith(`${name} `))).toEqual([]);
  });
});

test('a fact counts once or not at all, whatever is said about it', () => {
  for (const { log, tenants } of histories) {
    const net = tenants.flatMap((tenant) => netFacts(log, tenant));
    const identities = net.map(({ tenant, source, id }) => [tenant, source, id].join('\n'));
    expect(new Set(identities).size).toBe(identities.length);
  }
});
