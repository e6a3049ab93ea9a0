import { join } from 'node:path';

/** The programs of a runner that it starts itself, with their sources from this folder. */
const SOURCES = {
  keeper: join('..', 'keeper', 'main.ts'),
  'plugin-step': join('..', 'plugins', 'main.ts'),
} as const;

/**
 * How another program of the runner is started. Built, it stands beside this one; run from its source, in its folder; and
 * where all of them are one executable, that one is told by its first argument which of them it is to be.
 */
export function siblingProgram(name: keyof typeof SOURCES): readonly [command: string, argument: string] {
  const own = import.meta.filename;
  if (own === process.execPath) return [process.execPath, name];
  const file = own.endsWith('.ts') ? SOURCES[name] : `${name}.cjs`;
  return [process.execPath, join(import.meta.dirname, file)];
}
