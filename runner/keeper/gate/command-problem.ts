import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { LinkCommand } from '../../link/command.ts';

const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Returns why a command cannot start on this host, as a sentence; undefined if it can. */
export function commandProblem(command: LinkCommand, cwd: string): string | undefined {
  const { argv, env } = command;
  const program = argv[0];
  if (program === undefined || program === '') return 'The step names no program.';
  for (const name of Object.keys(env)) {
    if (!VARIABLE_NAME.test(name)) {
      return `The environment variable name ${JSON.stringify(name)} is not usable: letters, digits and _ only.`;
    }
  }
  if ([...argv, ...Object.values(env), cwd].some((text) => text.includes('\0'))) {
    return 'A value contains a NUL character, which cannot be passed to a program.';
  }
  if (!isDirectory(cwd)) return `The working directory ${cwd} does not exist, or cannot be entered.`;
  if (!isFound(program, env['PATH'], cwd)) {
    return `The program ${program} was not found, or is not executable${program.includes('/') ? '' : ` (PATH is ${env['PATH'] ?? 'unset'})`}.`;
  }
  return undefined;
}

/** Returns the working folder of a command that does not set one. */
export function defaultFolder(env: Readonly<Record<string, string>>): string {
  const home = env['HOME'];
  return home !== undefined && isDirectory(home) ? home : '/';
}

function isDirectory(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function isFound(program: string, path: string | undefined, cwd: string): boolean {
  if (program.includes('/')) return isExecutable(resolve(cwd, program));
  // Cannot be checked: without PATH, the shell uses a default that is unknown here, and Windows appends extensions.
  if (path === undefined || process.platform === 'win32') return true;
  return path.split(delimiter).some((folder) => isExecutable(resolve(cwd, join(folder, program))));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
