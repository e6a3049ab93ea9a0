/** Returns the arguments of `Command.option` for the option that selects a project. */
export function projectOption(description: string): readonly [string, string] {
  return ['-p, --project <name>', description];
}

/** The arguments of `Command.option` for the option that selects the project of a command. */
export const PROJECT_OPTION = projectOption('project (default: $OUTRUNNER_PROJECT)');
