import { siblingProgram } from './sibling-program.ts';

/** The command that starts the program of plugin steps. */
export interface PluginProgram {
  readonly argv: readonly string[];
  /** Variables that the program needs in addition to the variables of the step. */
  readonly environment: Readonly<Record<string, string>>;
}

export function pluginProgram(own: Readonly<NodeJS.ProcessEnv>): PluginProgram {
  // The executable of VS Code runs as Node.js only if this variable is set.
  const asNode = own['ELECTRON_RUN_AS_NODE'];
  return {
    argv: siblingProgram('plugin-step'),
    environment: asNode === undefined ? {} : { ELECTRON_RUN_AS_NODE: asNode },
  };
}
