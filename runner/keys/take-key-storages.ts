import { EnvironmentConfiguration, FolderConfiguration, VaultConfiguration } from './key-storage-settings.ts';

const PREFIX = 'RUNNER_RUNDECK_STORAGE_';
const CONFIGURATION = 'CONFIGURATION_';
const READ = new RegExp(`^${PREFIX}(.+?)_(TYPE|PATH|PATH_BEHAVIOR|${CONFIGURATION}.+)$`);

/** Setting names by their spelling in capitals without `_`: variables have neither lower case nor word boundaries. */
const CONFIGURATION_NAMES = new Map(
  [FolderConfiguration, EnvironmentConfiguration, VaultConfiguration]
    .flatMap(({ shape }) => Object.keys(shape))
    .map((name) => [name.toUpperCase(), name]),
);

type Storage = Readonly<Record<string, unknown>>;

/**
 * Returns the key storages of the settings, with changes from variables like in Rundeck:
 * `RUNNER_RUNDECK_STORAGE_<NAME>_TYPE`, `…_PATH`, `…_CONFIGURATION_…`. Storages that the settings do not name are
 * added in lower case. The result is not validated. The variables are removed from the environment, so that no child
 * process inherits their secrets.
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

/** Returns the spelling of a name in variables. */
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
