import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { installEnvironment } from '../setup/node-headers.mjs';

const run = promisify(execFile);

/**
 * Runs a command until it exits.
 *
 * @returns its stdout
 * @throws if it fails, with its stderr
 */
export async function runTool(command: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    const { stdout } = await run(command, args, {
      cwd,
      env: installEnvironment(),
      shell: process.platform === 'win32',
    });
    return stdout;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new Error(`${command} ${args[0]} failed: ${said}`, { cause: error });
  }
}
