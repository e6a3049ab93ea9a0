import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { systemCode } from '../files/system-code.ts';

/** Field of `/proc/PID/stat`, counted after the command's name, with the address of the first variable. */
const ENV_START = 47;

/**
 * Erases variables that were removed from `process.env` from the memory behind `/proc/PID/environ`, which other
 * processes of this user can read. Without this, they would remain there for the life of the process. Returns false if
 * this fails.
 */
export function eraseRemovedVariables(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    const removed = removedVariables();
    if (removed.length === 0) return true;
    const start = startOfEnvironment();
    const memory = openSync('/proc/self/mem', 'r+');
    try {
      for (const { offset, length } of removed)
        writeSync(memory, Buffer.alloc(length), 0, length, start + offset);
    } finally {
      closeSync(memory);
    }
    return removedVariables().length === 0;
  } catch (error) {
    // EACCES: this process may not be debugged, so `/proc` hides its environment from the other processes of its user.
    return systemCode(error) === 'EACCES';
  }
}

interface Span {
  readonly offset: number;
  readonly length: number;
}

/** Returns the memory spans of the initial environment's variables that are no longer set. */
function removedVariables(): readonly Span[] {
  const initial = readFileSync('/proc/self/environ');
  const found: Span[] = [];
  for (let offset = 0; offset < initial.length; ) {
    const next = initial.indexOf(0, offset);
    const end = next === -1 ? initial.length : next;
    const name = initial.subarray(offset, end).toString('utf8').split('=', 1)[0] ?? '';
    if (name !== '' && process.env[name] === undefined) found.push({ offset, length: end - offset });
    offset = end + 1;
  }
  return found;
}

function startOfEnvironment(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const start = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[ENV_START]);
  if (Number.isSafeInteger(start) && start > 0) return start;
  throw new Error('/proc/self/stat has no address of the environment');
}
