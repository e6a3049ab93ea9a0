import { EnvironmentConfiguration, FolderConfiguration, VaultConfiguration } from './key-storage-settings.ts';

const PREFIX = 'RUNNER_RUNDECK_STORAGE_';
const CONFIGURATION = 'CONFIGURATION_';
const READ = new RegExp(`^${PREFIX}(.+?)_(TYPE|PATH|PATH_BEHAVIOR|${CONFIGURATION}.+)$`);

/** By their names in capitals without `_`: an environment knows neither small letters nor where a word begins. */
const CONFIGURATION_NAMES = new Map(
  [FolderConfiguration, EnvironmentConfiguration, VaultConfiguration]
    .flatMap(({ shape }) => Object.keys(shape))
    .map((name) => [name.toUpperCase(), name]),
);

type Storage = Readonly<Record<string, unknown>>;

/**
 * The key storages of the settings, above them what variables say, as the reference has them:
 * `RUNNER_RUNDECK_STORAGE_<NAME>_TYPE`, `…_PATH`, `…_CONFIGURATION_…`. By the name that the settings have for it, else in
 * small letters; not checked. The variables are removed from the environment, so that no child inherits the secrets among
 * them.
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

/** A name as variables have it. */
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
