// Plain JavaScript for any Node from 20: installs what package-lock.json says where node_modules differs from it, so that
// `npm start`, `npm run demo` and `npm test` each work as the first command on a fresh clone.
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const installedLock = join(modules, '.package-lock.json');
const locks = join(root, '.npm-install.lock');
const pauseMs = 200;

const orUndefined = (read) => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

const readJson = (file) => orUndefined(() => JSON.parse(readFileSync(file, 'utf8')));

const lists = (names, name) => names !== undefined && [names].flat().includes(name);

// Packages for other platforms are not installed. Those for this one have to be, also where node_modules comes from a
// machine of another kind. Whether the C library fits is left to npm.
const isNeeded = ({ optional, os, cpu, libc }) =>
  !optional || (lists(os, process.platform) && lists(cpu, process.arch) && libc === undefined);

// npm writes .package-lock.json last, so a killed install has none. `npm install --package-lock-only` rewrites it without
// touching the tree, so the version is asked of each package itself.
const installedAsLocked = () => {
  const installed = readJson(installedLock)?.packages;
  if (installed === undefined || !existsSync(join(modules, '.bin', 'node'))) return false;
  const wanted = readJson(join(root, 'package-lock.json')).packages;
  return (
    Object.keys(installed).every((path) => wanted[path] !== undefined) &&
    Object.entries(wanted).every(([path, locked]) => {
      if (path === '' || (!isNeeded(locked) && installed[path] === undefined)) return true;
      return (
        installed[path]?.integrity === locked.integrity &&
        readJson(join(root, path, 'package.json'))?.version === locked.version
      );
    })
  );
};

/** When a process started, in the system's own words; with the pid it names one process for ever. Empty when it is gone. */
const startOf = (pid) => {
  if (process.platform !== 'linux') {
    return spawnSync('ps', ['-o', 'lstart=', '-p', pid], { encoding: 'utf8' }).stdout.trim();
  }
  const stat = orUndefined(() => readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? ') Z';
  // The name before the bracket may hold anything; the state follows it, the start 19 fields later. A zombie is gone.
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? '' : fields[18];
};

const nameOf = (pid) => `${pid} ${startOf(pid)}`;

const isAlive = (entry) => {
  const name = orUndefined(() => readlinkSync(join(locks, entry)));
  return name !== undefined && !name.endsWith(' ') && nameOf(name.split(' ')[0]) === name;
};

const numbers = () =>
  readdirSync(locks)
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number);

/**
 * Takes the lock of the installation: two first commands at once would delete each other's half-made tree.
 *
 * The lock is the highest number in a folder of links that name processes. Who creates the next number holds it, and may
 * do so once the holder, and the npm it has started, are gone. Nothing is ever taken away from anyone, so a holder that
 * was killed needs no clearing up that two could do at the same time; the highest number stays, so none is given twice.
 */
const takeLock = () => {
  mkdirSync(locks, { recursive: true });
  for (;;) {
    const last = Math.max(0, ...numbers());
    const mine = last + 1;
    if (isAlive(String(last)) || isAlive(`${last}-npm`)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    } else if (createLink(String(mine), process.pid)) {
      const all = numbers();
      if (Math.max(...all) === mine) {
        for (const old of all.filter((number) => number < mine)) removeLinks(old);
        return mine;
      }
      // Others have gone further while this process slept, and cleared the number it has just used.
      removeLinks(mine);
    }
  }
};

const createLink = (entry, pid) => {
  try {
    symlinkSync(nameOf(pid), join(locks, entry));
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
};

const removeLinks = (number) => {
  for (const entry of [`${number}`, `${number}-npm`]) rmSync(join(locks, entry), { force: true });
};

/** Runs npm and gives its exit code. It is named in the lock, since it goes on when this process is killed. */
const runNpm = (number) =>
  new Promise((resolve) => {
    // npm deletes node_modules/.bin/node, so it has to run on the machine's own Node.
    const PATH = process.env.PATH.split(delimiter)
      .filter((dir) => !dir.startsWith(modules))
      .join(delimiter);
    // Development packages, too, where NODE_ENV says production: the tree is compared with the whole lock file.
    // And what the packages ask of Node they ask of the pinned one, not of the one that happens to run npm.
    const settings = [
      '--include=dev',
      '--include=optional',
      '--no-engine-strict',
      '--loglevel=error',
      '--no-update-notifier',
    ];
    const npm = spawn('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', ...settings], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, PATH },
    });
    npm.on('error', (error) => {
      console.error(`npm could not be started: ${error.message}`);
      resolve(1);
    });
    if (npm.pid !== undefined) createLink(`${number}-npm`, npm.pid);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.on(signal, () => npm.kill(signal));
    npm.on('close', (code) => resolve(code ?? 1));
  });

if (!installedAsLocked()) {
  const number = takeLock();
  if (!installedAsLocked()) {
    console.error('Installing the locked dependencies (once, about a minute) …');
    // npm removes it at some point while it clears the tree; a kill before that must not leave it beside half a tree.
    rmSync(installedLock, { force: true });
    process.exitCode = await runNpm(number);
  }
}
