/** A thread that checks one file of jobs and ends: what it is given is a `JobFile`, what it answers a `CheckedFile`. */
import { parentPort, workerData } from 'node:worker_threads';
import { checkFile, type JobFile } from './check-file.ts';

parentPort?.postMessage(checkFile(workerData as JobFile));
