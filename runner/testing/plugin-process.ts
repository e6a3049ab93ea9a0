import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { inputVariables, type PluginInput } from '../plugins/plugin-input.ts';
import { pluginProgram } from '../programs/plugin-program.ts';

export interface PluginEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a plugin step in its own process, as a keeper does. */
export function startPlugin(
  provider: string,
  configuration: PluginInput['configuration'],
  more: Partial<PluginInput> = {},
): { readonly child: ChildProcessByStdio<null, Readable, Readable>; readonly ended: Promise<PluginEnd> } {
  const { argv, environment } = pluginProgram(process.env);
  const [program = '', ...args] = argv;
  const input = { provider, configuration, values: {}, fetchAllowed: [], ...more };
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...environment, ...inputVariables(input) },
  });
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
    ([[code], stdout, stderr]): PluginEnd => ({ code, stdout, stderr }),
  );
  return { child, ended };
}

export function runPluginProcess(...given: Parameters<typeof startPlugin>): Promise<PluginEnd> {
  return startPlugin(...given).ended;
}
