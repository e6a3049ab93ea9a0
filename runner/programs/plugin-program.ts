import { siblingProgram } from './sibling-program.ts';

/** How the program of plugin steps is started. */
export interface PluginProgram {
  readonly argv: readonly string[];
  /** Variables that the program needs in addition to those of a step. */
  readonly environment: Readonly<Record<string, string>>;
}

export function pluginProgram(own: Readonly<NodeJS.ProcessEnv>): PluginProgram {
  // The editor's executable runs as Node.js only if this is set.
  const asNode = own['ELECTRON_RUN_AS_NODE'];
  return {
    argv: siblingProgram('plugin-step'),
    environment: asNode === undefined ? {} : { ELECTRON_RUN_AS_NODE: asNode },
  };
}
