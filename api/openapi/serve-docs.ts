import swagger, { type StaticDocumentSpec } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

// The pages load nothing from elsewhere. Swagger UI sets styles on its elements, which cannot be named in advance.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the description for people to read and try, at /docs. */
export const serveDocs = async (
  app: FastifyInstance,
  document: Record<string, unknown>,
): Promise<void> => {
  await app.register(swagger, {
    mode: 'static',
    // The plugin's type wants every keyword of OpenAPI told apart; it hands the document on as it is.
    specification: { document: document as unknown as StaticDocumentSpec['document'] },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: contentSecurityPolicy,
    uiConfig: { validatorUrl: null, layout: 'BaseLayout' },
    theme: { title: 'Usage ledger' },
  });
};
