import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A child process that runs a program of the tests and prints lines. */
export interface ChildProgram {
  /** Returns the next line of its stdout. Rejects if the process ends first. */
  line(): Promise<string>;
  /** Kills it with SIGKILL, and waits until it has exited. */
  kill(): Promise<void>;
}

export function startProgram(file: string, parameters: readonly string[]): ChildProgram {
  const child: ChildProcess = spawn(process.execPath, [file, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  if (child.stdout === null) throw new Error('the child has no stdout');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    line: async () => {
      const { value, done } = await lines.next();
      if (done === true || typeof value !== 'string')
        throw new Error('the child ended without a further line');
      return value;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
