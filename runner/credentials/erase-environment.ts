import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';

/** Field of `/proc/PID/stat`, counted behind the command's name: the address of the first variable. */
const ENV_START = 47;

/**
 * Erases the variables that were removed from `process.env` from the memory that other processes of this user read as
 * `/proc/PID/environ`; removing them alone leaves them there for the life of the process. Returns false where this fails or
 * the system has no such file.
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
    // The kernel shows a process that it does not let debug to nobody of its user, and not to itself either.
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}

interface Span {
  readonly offset: number;
  readonly length: number;
}

/** Where the initial environment has variables that are no longer set. */
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
  throw new Error('/proc/self/stat names no address of the environment');
}
