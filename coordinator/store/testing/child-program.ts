import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A child process that runs a test program and prints lines. */
export interface ChildProgram {
  /** Returns the next line of the child's stdout. Rejects if the child ends first. */
  line(): Promise<string>;
  /** Kills the child with SIGKILL, and waits until it has exited. */
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
