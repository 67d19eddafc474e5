/** The user and the database that the ledger finds in its embedded Postgres. */
export const databaseName = 'ledger';
export const userName = 'ledger';

const settings = {
  // Over the network only, and that network ends at this machine: no file that a path could be too long for.
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // One service with its pools, and room for someone who looks in.
  max_connections: '60',
  shared_buffers: '128MB',
  // fsync and synchronous_commit stay on, as Postgres has them: keys and reservations are nowhere else.
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The parent reads the log from stderr, and in English.
  logging_collector: 'off',
  log_destination: 'stderr',
  lc_messages: 'C',
};

/** The server's command line; the password is not in it. */
export const serverArguments = (cluster: string, port: number): readonly string[] => [
  '-D',
  cluster,
  '-p',
  String(port),
  ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
];

/** Nothing of this process's environment but the path: it may hold secrets, and PG… variables meant for others. */
export const postgresEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  LC_ALL: 'C',
  TZ: 'UTC',
});
