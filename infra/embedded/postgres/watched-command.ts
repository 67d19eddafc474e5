/**
 * Postgres does not read its stdin, so a watcher does it instead: when the pipe closes, which it does when our process
 * dies, however it dies, the watcher asks Postgres for a fast shutdown. `over` on the pipe says that Postgres has ended
 * already, so that no signal goes to whoever has its pid by then.
 *
 * The watcher is a child of nobody, since Postgres takes the end of a child that it does not know for a crash; `exec`
 * makes Postgres itself our child, with the pid that `$$` names in the watcher.
 */
const script = `
exec 3<&0
( ( trap '' HUP INT TERM; read -r over <&3 || kill -INT $$ ) & ) >/dev/null 2>&1
exec "$@" </dev/null 3<&-
`;

export const watched = (
  command: string,
  args: readonly string[],
): { readonly command: string; readonly args: readonly string[] } => ({
  command: '/bin/sh',
  args: ['-c', script, 'sh', command, ...args],
});
