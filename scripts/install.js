// Plain JavaScript for any Node from 20: installs what package-lock.json says where node_modules differs from it, so that
// `npm start`, `npm run demo` and `npm test` each work as the first command on a fresh clone.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const lock = join(root, '.npm-install.lock');

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};

// npm writes .package-lock.json last, so a killed install has none. `npm install --package-lock-only` rewrites it without
// touching the tree, so the version is asked of each package itself. Packages for other platforms are not installed.
const installedAsLocked = () => {
  const installed = readJson(join(modules, '.package-lock.json'))?.packages;
  if (installed === undefined || !existsSync(join(modules, '.bin', 'node'))) return false;
  const wanted = readJson(join(root, 'package-lock.json')).packages;
  return (
    Object.keys(installed).every((path) => wanted[path] !== undefined) &&
    Object.entries(wanted).every(([path, { optional, version, integrity }]) => {
      if (path === '' || (optional && installed[path] === undefined)) return true;
      return (
        installed[path]?.integrity === integrity &&
        readJson(join(root, path, 'package.json'))?.version === version
      );
    })
  );
};

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Two first commands at once would delete each other's half-made tree: one installs, the other waits for it. */
const withLock = (run) => {
  for (;;) {
    try {
      const file = openSync(lock, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(readFileSync(lock, { encoding: 'utf8', flag: 'a+' }));
    // An empty file is a lock whose holder has not yet written its name.
    if (holder > 0 && !isAlive(holder)) rmSync(lock, { force: true });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  try {
    return run();
  } finally {
    rmSync(lock, { force: true });
  }
};

const install = () => {
  if (installedAsLocked()) return 0;
  console.error('Installing the locked dependencies (once, about a minute) …');
  // node_modules/.bin/node is about to be deleted, so npm has to run on the machine's own Node.
  const PATH = process.env.PATH.split(delimiter)
    .filter((dir) => !dir.startsWith(modules))
    .join(delimiter);
  const { status, error } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PATH },
  });
  if (error) console.error(`npm could not be started: ${error.message}`);
  return status ?? 1;
};

if (!installedAsLocked()) process.exitCode = withLock(install);
