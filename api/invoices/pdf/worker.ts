import { parentPort, workerData } from 'node:worker_threads';
import type { Paper } from '../paper.ts';
import { printPaper } from './print-paper.ts';

// The thread that prints one document. What goes wrong ends it, and is told to who started it.

// Nothing but pdf-printer.ts starts it, with a paper.
const bytes = await printPaper(workerData as Paper);
parentPort?.postMessage(Uint8Array.from(bytes));
