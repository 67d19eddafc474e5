import { existsSync } from 'node:fs';
import * as t from 'io-ts';
import { expect, test } from 'vitest';
import { allRoutes } from '../../../api/routes/all-routes.ts';
import { variables } from '../../../infra/config/settings.ts';
import { decodeOrThrow } from '../../support/decode-or-throw.ts';
import { contentsOf, pathOf, textOf } from './repository-file.ts';

const Manifest = t.type({ optionalDependencies: t.record(t.string, t.string) });
const manifest = contentsOf(Manifest, 'package.json');

/** The instructions as [word, rest], continued lines joined. */
const instructions = textOf('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => [line.split(' ', 1)[0] ?? '', line.slice(line.indexOf(' ') + 1)] as const);

const all = (wanted: string): readonly string[] =>
  instructions.filter(([word]) => word === wanted).map(([, rest]) => rest);

const listIn = (text: string): readonly string[] =>
  decodeOrThrow(t.array(t.string), JSON.parse(text.slice(text.indexOf('['))));

test('the image has the Node that package.json pins', () => {
  const pinned = new Set(Object.entries(manifest.optionalDependencies).flatMap(nodeVersion));
  const used = new Set(all('FROM').map((image) => /^node:([\d.]+)-/.exec(image)?.[1]));
  expect(used).toEqual(pinned);
});

const nodeVersion = ([name, version]: readonly [string, string]): readonly string[] =>
  name.startsWith('node-') ? [version] : [];

test('what is copied is there, and .dockerignore lets it in and nothing else', () => {
  const copied = all('COPY')
    .filter((rest) => !rest.startsWith('--from='))
    .flatMap((rest) => rest.split(' ').slice(0, -1));
  for (const source of copied) expect(existsSync(pathOf(source)), source).toBe(true);
  const rules = textOf('.dockerignore').split('\n');
  expect(rules).toContain('*');
  const letIn = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1));
  expect(new Set(letIn)).toEqual(new Set(copied));
});

test('it runs what bin/ledger runs, with no shell that would keep signals to itself', () => {
  const started = /^exec (.*)$/m.exec(textOf('bin/ledger'))?.[1];
  const [command = ''] = all('CMD');
  expect(listIn(command)).toEqual(
    started
      ?.replace('"$root/node_modules/.bin/node"', 'node')
      .replace(/"\$root\/([^"]+)"/, '$1')
      .replace('"$@"', 'serve')
      .split(' '),
  );
});

test('it does not run as root', () => {
  expect(all('USER')).toEqual(['node']);
});

test('the settings that it fixes are settings that there are', () => {
  const known = Object.values(variables).map(({ name }) => name);
  const set = all('ENV').flatMap((rest) => rest.split(' ').map((pair) => pair.split('=')[0]));
  expect([...known, 'NODE_ENV']).toEqual(expect.arrayContaining(set));
});

test('its health check is a program that runs and asks a route that exists', () => {
  const [check = ''] = all('HEALTHCHECK');
  const [node, flag, program = ''] = listIn(check);
  expect([node, flag]).toEqual(['node', '-e']);
  // Where they have a port of their own, health is asked there.
  expect(program).toContain(
    `(process.env.${variables.privatePort.name} || process.env.${variables.port.name})`,
  );
  const asked = /'(\/\w+)'/.exec(program)?.[1];
  expect(allRoutes.map(({ path }) => path)).toContain(asked);
});
