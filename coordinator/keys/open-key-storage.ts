import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import { KeyStorage } from './key-storage.ts';
import {
  type HandedMasterKey,
  type MasterKeyEnvironment,
  openMasterKeys,
  removeMasterKeyFile,
} from './open-master-keys.ts';

export interface KeyStorageOptions {
  readonly definitions: CoordinatorDefinitions;
  readonly dataDir: string;
  readonly environment: MasterKeyEnvironment;
  readonly handed?: HandedMasterKey | undefined;
  /** Told of keys that cannot be read. */
  readonly warn: (message: string) => void;
}

/**
 * Opens key storage with its master keys, and seals by the current one what an older one sealed.
 *
 * Throws `master-key-invalid`, `storage-full`, `storage-failed`.
 */
export async function openKeyStorage(options: KeyStorageOptions): Promise<KeyStorage> {
  const { definitions, dataDir, environment, handed, warn } = options;
  const storage = new KeyStorage(definitions, await openMasterKeys(dataDir, environment, handed));
  const unreadable = await storage.resealAll();
  const [first] = unreadable;
  if (first !== undefined) {
    warn(`${unreadable.length} keys cannot be read, among them ${first}: is their master key here?`);
  } else if (handed?.alone === true) await removeMasterKeyFile(dataDir);
  return storage;
}
