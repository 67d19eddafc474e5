/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-is-the-core',
      severity: 'error',
      comment: 'domain imports nothing of ours but domain',
      from: { path: '^domain/' },
      to: { path: '^(projections|api|infra|test|bench)/' },
    },
    {
      name: 'projections-see-domain-only',
      severity: 'error',
      comment: 'projections import domain, never api or infra',
      from: { path: '^projections/' },
      to: { path: '^(api|infra|test|bench)/' },
    },
    {
      name: 'api-not-infra',
      severity: 'error',
      comment: 'api takes infra through its ports; infra/main.ts wires them',
      from: { path: '^api/' },
      to: { path: '^(infra|test|bench)/' },
    },
    {
      name: 'infra-and-api-meet-in-the-composition-root',
      severity: 'error',
      comment:
        'infra fits the ports of the api by shape; only what wires them together imports both',
      from: {
        path: '^infra/',
        pathNot:
          '^infra/(main|serve|access|books-over|door-over|queries-over|pricing-over|or-unavailable|projection-states)[.]ts$',
      },
      to: { path: '^api/' },
    },
    {
      name: 'no-test-in-production',
      severity: 'error',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'core-is-dry',
      severity: 'error',
      comment:
        'the core may use fp-ts and io-ts and no other package; the one built-in is the hash function',
      from: { path: '^(domain|projections)/', pathNot: '^domain/hash\\.ts$' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'core'],
        pathNot: 'node_modules/(fp-ts|io-ts)/',
      },
    },
    {
      name: 'migrations-are-frozen',
      severity: 'error',
      comment: 'a migration may import kysely and nothing of ours',
      from: { path: '^infra/postgres/migrations/' },
      to: { path: '^(domain|projections|api|infra)/' },
    },
    {
      name: 'kysely-in-postgres-only',
      severity: 'error',
      from: { pathNot: '^(infra/postgres|test|bench)/' },
      to: { path: 'node_modules/(kysely|pg)/' },
    },
    {
      name: 'eventstore-client-in-one-place',
      severity: 'error',
      from: { pathNot: '^(infra/eventstore|test|bench)' },
      to: { path: 'node_modules/@eventstore/' },
    },
    {
      name: 'not-to-dev-dep',
      severity: 'error',
      from: { path: '^(domain|projections|api|infra)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
