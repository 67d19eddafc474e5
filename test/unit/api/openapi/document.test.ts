import Ajv from 'ajv';
import * as t from 'io-ts';
import { expect, test } from 'vitest';
import { annotated } from '../../../../api/annotated.ts';
import { openApiDocument } from '../../../../api/openapi/document.ts';
import { collectSchemas } from '../../../../api/openapi/schema-of.ts';
import { allRoutes } from '../../../../api/routes/all-routes.ts';
import { closed } from '../../../../domain/codec/closed.ts';
import { decodeOrThrow } from '../../../support/decode-or-throw.ts';
import { cloudEvent } from '../../domain/fact/decoding.ts';
import { examples } from '../../domain/fact/examples.ts';

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

test('a body that has faults is answered by every route that takes one', () => {
  for (const { method, path, body } of allRoutes) {
    if (Object.keys(body.content).length === 0) continue;
    const described = document.paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()];
    expect([path, ...Object.keys(described?.responses ?? {})]).toContain('422');
  }
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
  expect(document.paths['/v1/me']?.['get']?.security).toEqual([{ key: [] }, { token: [] }]);
  expect(document.paths['/v1/me/export']?.['get']?.security).toEqual([{ token: [] }]);
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

const validatorOf = (name: string) =>
  new Ajv({ schemaId: 'auto', logger: false })
    .addSchema({ $id: 'api', components: document.components })
    .compile({ $ref: `api#/components/schemas/${name}` });
const isEvent = validatorOf('CloudEvent');

test.each(Object.entries(examples))('%s is described as it is decoded', (type, ofType) => {
  expect(document.components.schemas).toHaveProperty([type, 'properties', 'type', 'const'], type);
  for (const data of ofType.accepted) expect(isEvent(cloudEvent({ type, data }))).toBe(true);
  expect(isEvent(cloudEvent({ type, data: { colour: 'red' } }))).toBe(false);
});

test('a type that is not in the catalogue takes any data', () => {
  expect(isEvent(cloudEvent({ type: 'acme.thing', data: { colour: 'red' } }))).toBe(true);
  expect(isEvent(cloudEvent({ type: 'acme.thing', colour: 'red' }))).toBe(false);
});

test('taking facts in tells its limits, and its answers apart', () => {
  const operation = document.paths['/v1/facts']?.['post'];
  expect(operation).toMatchObject({
    description: expect.stringMatching(/64 KiB.*10,000 facts.*16 MiB/) as string,
    requestBody: {
      content: {
        'application/cloudevents-batch+json': {
          schema: { type: 'array', minItems: 1, maxItems: 10_000 },
        },
      },
    },
  });
  const descriptions = ['202', '207', '409', '422'].map(
    (status) => operation?.responses[status]?.description,
  );
  expect(descriptions).not.toContain(undefined);
  expect(new Set(descriptions).size).toBe(4);
});

test('where lines are counted from is said', () => {
  expect(document.components.schemas).toMatchObject({
    Refusal: {
      properties: { index: { description: expect.stringContaining('from 0') as string } },
    },
    Problem: {
      properties: {
        lastDurableLine: { description: expect.stringContaining('from 1') as string },
      },
    },
  });
});

test('the kinds of anomalies are listed', () => {
  expect(document.paths['/v1/anomalies']?.['get']?.parameters).toContainEqual(
    expect.objectContaining({
      name: 'kind',
      schema: {
        type: 'string',
        enum: [
          'conflict',
          'amendment_pending',
          'amendment_unfit',
          'measured_differs',
          'stored_again',
          'released_before_stored',
          'released_unknown',
          'attached_unknown',
        ],
      },
    }),
  );
});

test('a codec that is annotated decodes as before and leaves the other as it is', () => {
  const { of } = collectSchemas();
  const name = annotated(t.string, { description: 'A name' });
  expect(of(name)).toEqual({ type: 'string', description: 'A name' });
  expect(of(t.string)).toEqual({ type: 'string' });
  expect([name.decode('x')._tag, name.decode(1)._tag]).toEqual(['Right', 'Left']);
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
