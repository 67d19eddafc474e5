import type { Props } from '../../domain/codec/closed.ts';
import type { JsonSchema } from '../../domain/codec/refined.ts';
import { Problem } from '../problem.ts';
import { NoContent, type AnyRoute, type Codec } from '../route.ts';
import { securityOf, securitySchemes, whoMay } from './security.ts';
import { collectSchemas, type Schemas } from './schema-of.ts';

type JsonObject = Readonly<Record<string, unknown>>;

const commonProblems = {
  400: 'The request is malformed; every fault of it is named',
  500: 'Something went wrong in the service',
  503: 'The service cannot do it now; come again after Retry-After',
};
const callersProblems = {
  401: 'No credential, or one that is not known or not valid any more',
  404: 'There is nothing of this name, or it is not for this caller',
  429: 'Too many requests with this key, or without a valid one; come again after Retry-After',
};
const bodyProblems = {
  408: 'The body did not come in time',
  413: 'The body is too large',
  415: 'The media type, or its compression, is not taken',
  422: 'The body has faults, every one of which is named',
};
const acceptProblems = {
  406: 'Nothing that Accept names is offered',
};
const waitProblems = {
  504: 'The read models did not reach the position `after` in time, or the query took too long',
};

/** A closed codec as the parameters of a request. */
const parametersIn = (
  where: 'path' | 'query',
  codec: Codec<unknown>,
  schemas: Schemas,
): JsonSchema[] => {
  if (!('required' in codec) || !('optional' in codec)) return [];
  // Both are what closed() was given.
  const { required, optional } = codec as Record<'required' | 'optional', Props>;
  return Object.entries({ ...required, ...optional }).map(([name, member]) => ({
    name,
    in: where,
    required: Object.hasOwn(required, name),
    schema: schemas.of(member),
  }));
};

const tenantHeader: JsonSchema = {
  name: 'x-tenant-id',
  in: 'header',
  required: false,
  description: 'The tenant to act for; it must agree with the credential',
  schema: { type: 'string' },
};

/** A form that is no JSON: text, or bytes, of which there is no more to say than the media type. */
const formOf = (mediaType: string): JsonObject =>
  mediaType.startsWith('text/') ? { schema: { type: 'string' } } : {};

const answersOf = (route: AnyRoute, schemas: Schemas): JsonObject => {
  const { alternatives, answers, meanings = {}, mediaType = 'application/json', summary } = route;
  const others = Object.fromEntries(alternatives.map((type) => [type, formOf(type)]));
  return Object.fromEntries(
    Object.entries(answers).map(([status, codec]) => {
      const description = meanings[Number(status)] ?? summary;
      if (codec === NoContent) return [status, { description }];
      const content = { [mediaType]: { schema: schemas.of(codec) } };
      return [
        status,
        { description, content: status === '200' ? { ...content, ...others } : content },
      ];
    }),
  );
};

const hasAfter = ({ query }: AnyRoute): boolean =>
  'optional' in query && typeof query.optional === 'object' && 'after' in (query.optional ?? {});

const problemsOf = (route: AnyRoute, schemas: Schemas): JsonObject => {
  const told: Readonly<Record<number, string>> = {
    ...commonProblems,
    ...(route.may === 'anyone' ? {} : callersProblems),
    ...(Object.keys(route.body.content).length === 0 ? {} : bodyProblems),
    ...(route.alternatives.length === 0 ? {} : acceptProblems),
    ...(hasAfter(route) ? waitProblems : {}),
    ...route.problems,
  };
  const content = { 'application/problem+json': { schema: schemas.of(Problem) } };
  return Object.fromEntries(
    Object.entries(told).map(([status, description]) => [status, { description, content }]),
  );
};

const descriptionOf = ({ description, may }: AnyRoute): string =>
  [description, whoMay(may)].filter((part) => part !== undefined).join('\n\n');

const operationOf = (route: AnyRoute, schemas: Schemas): JsonObject => {
  const { body, may, params, query, summary } = route;
  const content: JsonObject = Object.fromEntries(
    Object.entries(body.content).map(([mediaType, codec]) => [
      mediaType,
      { schema: schemas.of(codec) },
    ]),
  );
  return {
    summary,
    security: securityOf(may),
    description: descriptionOf(route),
    parameters: [
      ...parametersIn('path', params, schemas),
      ...parametersIn('query', query, schemas),
      ...(may === 'anyone' ? [] : [tenantHeader]),
    ],
    ...(Object.keys(content).length === 0 ? {} : { requestBody: { required: true, content } }),
    responses: { ...answersOf(route, schemas), ...problemsOf(route, schemas) },
  };
};

/** The OpenAPI 3.1 description of the routes, made of the codecs by which the server itself decodes and answers. */
export const openApiDocument = (routes: readonly AnyRoute[]): Record<string, unknown> => {
  const schemas = collectSchemas();
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Usage ledger',
      version: '1',
      description:
        'Records every usage fact once and answers what was used. Quantities, sequences and positions are texts; times are RFC 3339 in UTC; errors are RFC 9457 problem details.',
    },
    paths,
    components: {
      schemas: schemas.components(),
      securitySchemes,
    },
  };
};
