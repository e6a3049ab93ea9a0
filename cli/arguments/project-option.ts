/** Returns the arguments of `Command.option` for the option that names a project. */
export function projectOption(description: string): readonly [string, string] {
  return ['-p, --project <name>', description];
}

/** The arguments of `Command.option` for the option that names the project of a command. */
export const PROJECT_OPTION = projectOption('project (default: $OUTRUNNER_PROJECT)');
