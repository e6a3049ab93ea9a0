import { join } from 'node:path';

/** How the program of plugin steps is started. */
export interface PluginProgram {
  readonly argv: readonly string[];
  /** Variables that it needs beside a step's own. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Built, it stands beside this program; run from its source, in its folder. */
export function pluginProgram(own: Readonly<NodeJS.ProcessEnv>): PluginProgram {
  const path = import.meta.filename.endsWith('.ts')
    ? join(import.meta.dirname, 'main.ts')
    : join(import.meta.dirname, 'plugin-step.cjs');
  // The editor's own executable is a Node.js only where it is told to be.
  const asNode = own['ELECTRON_RUN_AS_NODE'];
  return {
    argv: [process.execPath, path],
    environment: asNode === undefined ? {} : { ELECTRON_RUN_AS_NODE: asNode },
  };
}
