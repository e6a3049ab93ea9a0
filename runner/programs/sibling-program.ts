import { join } from 'node:path';

/** The programs that a runner starts, with the paths of their sources relative to this folder. */
const SOURCES = {
  keeper: join('..', 'keeper', 'main.ts'),
  'plugin-step': join('..', 'plugins', 'main.ts'),
} as const;

/**
 * Returns the command of another program of the runner. In a built program, it runs a file in the same folder; from
 * source, a source file; in a single executable, the executable itself with the program's name as first argument.
 */
export function siblingProgram(name: keyof typeof SOURCES): readonly [command: string, argument: string] {
  const own = import.meta.filename;
  if (own === process.execPath) return [process.execPath, name];
  const file = own.endsWith('.ts') ? SOURCES[name] : `${name}.cjs`;
  return [process.execPath, join(import.meta.dirname, file)];
}
