import { hostname } from 'node:os';
import type { Settings } from '../../protocol/entities/settings.ts';
import type { KeyStorage } from '../keys/key-storage.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import { ListedOptions } from './listed-options.ts';

/** Creates the {@link ListedOptions} with the stores of this coordinator and the environment of its process. */
export function openListedOptions(parts: {
  readonly definitions: CoordinatorDefinitions;
  readonly keyStorage: Pick<KeyStorage, 'read'>;
  readonly settings: () => Settings;
}): ListedOptions {
  const { definitions, keyStorage, settings } = parts;
  return new ListedOptions({
    settings,
    readKey: (path, project) => keyStorage.read(path, project),
    config: async (project) => (await definitions.snapshot()).get('projects', project)?.config ?? {},
    environment: process.env,
    serverNode: hostname(),
  });
}
