/** The option that names a project, with a description of what the project selects, as arguments of `Command.option`. */
export function projectOption(description: string): readonly [string, string] {
  return ['-p, --project <name>', description];
}

/** The option that names the project of a command. */
export const PROJECT_OPTION = projectOption('project (default: $OUTRUNNER_PROJECT)');
