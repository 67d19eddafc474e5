import * as t from 'io-ts';
import { expect, test } from 'vitest';
import { openApiDocument } from '../../../../api/openapi/document.ts';
import { collectSchemas } from '../../../../api/openapi/schema-of.ts';
import { allRoutes } from '../../../../api/routes/all-routes.ts';
import { closed } from '../../../../domain/codec/closed.ts';
import { decodeOrThrow } from '../../../support/decode-or-throw.ts';

const Operation = t.type({
  summary: t.string,
  security: t.UnknownArray,
  parameters: t.array(t.type({ name: t.string, in: t.string, required: t.boolean })),
  responses: t.record(t.string, t.type({ description: t.string })),
});
const Document = t.type({
  openapi: t.literal('3.1.0'),
  info: t.type({ title: t.string, version: t.string }),
  paths: t.record(t.string, t.record(t.string, Operation)),
  components: t.type({ schemas: t.UnknownRecord, securitySchemes: t.UnknownRecord }),
});

const document = decodeOrThrow(Document, openApiDocument(allRoutes));

const refsIn = (value: unknown): readonly string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) =>
    key === '$ref' && typeof member === 'string' ? [member] : refsIn(member),
  );
};

test('every route is described', () => {
  const described = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const routed = allRoutes.map(
    ({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
  );
  expect(described.sort()).toEqual(routed.sort());
});

test('no reference leads nowhere', () => {
  const known = Object.keys(document.components.schemas);
  const refs = new Set(refsIn(document));
  expect(refs.size).toBeGreaterThan(10);
  for (const ref of refs) expect(known).toContain(ref.replace('#/components/schemas/', ''));
});

test('every part of a path is a parameter', () => {
  for (const [path, operations] of Object.entries(document.paths)) {
    const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters } of Object.values(operations)) {
      const named = parameters.filter((parameter) => parameter.in === 'path');
      expect(named.map(({ name }) => name)).toEqual(parts);
      expect(named.every(({ required }) => required)).toBe(true);
    }
  }
});

test('every answer is described, and problems as problems', () => {
  for (const route of allRoutes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    const operation = document.paths[path]?.[route.method.toLowerCase()];
    const statuses = Object.keys(operation?.responses ?? {});
    expect(statuses).toEqual(expect.arrayContaining([...Object.keys(route.answers), '400', '500']));
    for (const status of statuses.filter((status) => Number(status) >= 400)) {
      expect(operation?.responses[status]).toMatchObject({
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      });
    }
  }
});

test('what needs a key says so', () => {
  expect(document.paths['/v1/facts']?.['post']?.security).toEqual([{ key: [] }]);
  expect(document.paths['/healthz']?.['get']?.security).toEqual([]);
  expect(document.components.securitySchemes).toHaveProperty('key.scheme', 'bearer');
});

test('every codec that is closed refuses further keys in its schema too', () => {
  expect(document.components.schemas['FactsAnswer']).toMatchObject({
    type: 'object',
    additionalProperties: false,
    required: ['accepted', 'duplicates', 'refused', 'refusedCount', 'position'],
  });
});

test('every GET of the API takes `after`', () => {
  for (const { method, path, query } of allRoutes) {
    if (method === 'GET' && path.startsWith('/v1/')) expect(query).toHaveProperty('optional.after');
  }
});

test('two codecs of one name are a mistake, and so is one that says nothing of its wire form', () => {
  const schemas = collectSchemas();
  schemas.of(closed('Same', {}, {}));
  expect(() => schemas.of(closed('Same', {}, {}))).toThrow('two codecs are named Same');
  const dumb = new t.Type('Dumb', t.string.is, t.string.validate, t.identity);
  expect(() => schemas.of(dumb)).toThrow('Dumb');
});

test('codecs of io-ts become their schemas', () => {
  const { of } = collectSchemas();
  expect(of(t.union([t.string, t.null]))).toEqual({
    anyOf: [{ type: 'string' }, { type: 'null' }],
  });
  expect(of(t.record(t.string, t.number))).toEqual({
    type: 'object',
    additionalProperties: { type: 'number' },
  });
  expect(of(t.readonlyArray(t.boolean))).toEqual({ type: 'array', items: { type: 'boolean' } });
  expect(of(t.literal('x'))).toEqual({ const: 'x' });
  expect(of(t.keyof({ a: null, b: null }))).toEqual({ type: 'string', enum: ['a', 'b'] });
});
