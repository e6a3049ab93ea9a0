import { siblingProgram } from './sibling-program.ts';

/** How the program of plugin steps is started. */
export interface PluginProgram {
  readonly argv: readonly string[];
  /** Variables that it needs beside a step's own. */
  readonly environment: Readonly<Record<string, string>>;
}

export function pluginProgram(own: Readonly<NodeJS.ProcessEnv>): PluginProgram {
  // The editor's own executable is a Node.js only where it is told to be.
  const asNode = own['ELECTRON_RUN_AS_NODE'];
  return {
    argv: siblingProgram('plugin-step'),
    environment: asNode === undefined ? {} : { ELECTRON_RUN_AS_NODE: asNode },
  };
}
