import type { Escalation } from '../escalation.ts';

/**
 * Postgres does not read its stdin, so a watcher does it instead: when the pipe closes, which it does when our process
 * dies, however it dies, the watcher ends Postgres, with one signal after the other, since a Postgres that hangs in its
 * shutdown heeds a harder one only. `over` on the pipe says that Postgres has ended already. It has not ended while its
 * own pid file names it: once that is gone no signal goes to whoever has the pid by then.
 *
 * The watcher is a child of nobody, since Postgres takes the end of a child that it does not know for a crash; `exec`
 * makes Postgres itself our child, with the pid that `$$` names in the watcher.
 */
const script = `
pid_file=$1
signals=$2
shift 2
is_running() {
  read -r pid <"$pid_file" && [ "$pid" = $$ ] && kill -0 $$
}
end_it() {
  for signal in $signals; do
    kill -"\${signal%:*}" $$
    patience=\${signal#*:}
    while [ "$patience" -gt 0 ]; do
      is_running || return
      sleep 1
      patience=$((patience - 1))
    done
    is_running || return
  done
}
exec 3<&0
( ( trap '' HUP INT TERM; read -r over <&3 || end_it ) & ) >/dev/null 2>&1
exec "$@" </dev/null 3<&-
`;

/** As the script takes them: `INT:20 QUIT:10`, with the seconds that each is given. */
const signalsOf = (escalation: Escalation): string =>
  escalation
    .map(({ signal, patienceMs }) => `${signal.slice('SIG'.length)}:${Math.ceil(patienceMs / 1e3)}`)
    .join(' ');

type CommandLine = { readonly command: string; readonly args: readonly string[] };

/**
 * The command line that runs Postgres under a watcher, which ends it by the escalation.
 *
 * @param pidFile where Postgres keeps its pid while it runs.
 */
export const watched = (
  { command, args }: CommandLine,
  pidFile: string,
  escalation: Escalation,
): CommandLine => ({
  command: '/bin/sh',
  args: ['-c', script, 'sh', pidFile, signalsOf(escalation), command, ...args],
});
