import { readdir, readFile, writeFile } from 'node:fs/promises';

// The kernel counts in hundredths of a second wherever Node runs on Linux.
const ticksPerSecond = 100;
const bytesPerKiB = 1024;

type Stat = { readonly parent: number; readonly own: number; readonly reaped: number };

/** CPU seconds of a process and of its children that have ended; undefined where it is gone or this is not Linux. */
const statOf = async (pid: number | string): Promise<Stat | undefined> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name in brackets may hold blanks; the fields after it are numbers but for the first, the state.
  const fields = text
    ?.slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  if (fields === undefined) return undefined;
  const [, parent = 0] = fields;
  const [user = 0, system = 0, reapedUser = 0, reapedSystem = 0] = fields.slice(11);
  return {
    parent,
    own: (user + system) / ticksPerSecond,
    reaped: (reapedUser + reapedSystem) / ticksPerSecond,
  };
};

/** The process and all that descend from it and still run. */
export const treeOf = async (root: number): Promise<readonly number[]> => {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const parents = new Map<number, number>();
  for (const pid of pids) {
    const stat = await statOf(pid);
    if (stat !== undefined) parents.set(Number(pid), stat.parent);
  }
  const tree = [root];
  for (const above of tree) {
    for (const [pid, parent] of parents) if (parent === above) tree.push(pid);
  }
  return tree;
};

/** CPU seconds that a process has used so far. */
export const cpuSecondsOf = async (pid: number): Promise<number> => (await statOf(pid))?.own ?? NaN;

/** CPU seconds of a process with all its descendants, those that have ended included. */
export const cpuSecondsOfTree = async (root: number): Promise<number> => {
  const stats = await Promise.all((await treeOf(root)).map(statOf));
  const own = stats.reduce((sum, stat) => sum + (stat?.own ?? 0), 0);
  return stats[0] === undefined ? NaN : own + stats[0].reaped;
};

const kiBIn = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? NaN);

/** The most memory that the process ever had in RAM at once, what it shares with others included. */
export const peakBytesOf = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return kiBIn(status, 'VmHWM') * bytesPerKiB;
};

/** Has the process begin anew with the most memory that it ever had; where that cannot be, it goes on. */
export const forgetPeakOf = (pid: number): Promise<void> =>
  // 5: the peak of what lies in RAM (proc(5)).
  writeFile(`/proc/${pid}/clear_refs`, '5').catch(() => undefined);

/** The memory that the process has in RAM now, what it shares with others included. */
export const residentBytesOf = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return kiBIn(status, 'VmRSS') * bytesPerKiB;
};

/** What only this process has in RAM now. */
export const privateBytesOf = async (pid: number): Promise<number> => {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return (kiBIn(rollup, 'Private_Clean') + kiBIn(rollup, 'Private_Dirty')) * bytesPerKiB;
};
