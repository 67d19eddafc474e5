// Takes the lock of a data folder, says so, and holds it until it is killed.
import { lockDataDir } from '../../../infra/embedded/lock-data-dir.ts';

await lockDataDir(process.argv[2] ?? '');
console.log('locked');
process.stdin.resume();
