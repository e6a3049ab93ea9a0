import { EnvironmentConfiguration, FolderConfiguration, VaultConfiguration } from './key-storage-settings.ts';

const PREFIX = 'RUNNER_RUNDECK_STORAGE_';
const CONFIGURATION = 'CONFIGURATION_';
const READ = new RegExp(`^${PREFIX}(.+?)_(TYPE|PATH|PATH_BEHAVIOR|${CONFIGURATION}.+)$`);

/**
 * Setting names, by their upper-case form without `_`. Variable names preserve neither lower case nor word boundaries.
 */
const CONFIGURATION_NAMES = new Map(
  [FolderConfiguration, EnvironmentConfiguration, VaultConfiguration]
    .flatMap(({ shape }) => Object.keys(shape))
    .map((name) => [name.toUpperCase(), name]),
);

type Storage = Readonly<Record<string, unknown>>;

/**
 * Returns the key storages of the settings, changed by variables as in Rundeck: `RUNNER_RUNDECK_STORAGE_<NAME>_TYPE`,
 * `…_PATH`, `…_CONFIGURATION_…`. A storage that is only in variables gets a lower-case name. The result is not
 * validated. Removes the variables from the environment, so that no child process inherits their secrets.
 */
export function takeKeyStorages(
  settings: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv,
): Record<string, unknown> {
  const storages: Record<string, unknown> = { ...settings };
  for (const [variable, value] of Object.entries(environment)) {
    const [, name = '', part = ''] = READ.exec(variable) ?? [];
    if (name === '' || value === undefined) continue;
    delete environment[variable];
    const key = Object.keys(storages).find((known) => capitals(known) === name) ?? name.toLowerCase();
    storages[key] = withPart(mapOf(storages[key]), part, value);
  }
  return storages;
}

/** Returns the form that a storage name has in variable names. */
function capitals(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

function withPart(storage: Storage, part: string, value: string): Storage {
  if (!part.startsWith(CONFIGURATION))
    return part === 'PATH_BEHAVIOR' ? storage : { ...storage, [part.toLowerCase()]: value };
  const written = part.slice(CONFIGURATION.length);
  const name = CONFIGURATION_NAMES.get(written.replaceAll('_', '')) ?? written;
  return { ...storage, configuration: { ...mapOf(storage['configuration']), [name]: value } };
}

function mapOf(value: unknown): Storage {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
