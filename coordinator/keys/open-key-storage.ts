import { join } from 'node:path';
import type { HandedMasterKey } from '../../protocol/entities/handed-master-key.ts';
import { quoteForShell } from '../../support/text/shell-quote.ts';
import type { DataDir } from '../store/data-dir/data-dir.ts';
import type { CoordinatorDefinitions } from '../store/definitions/coordinator-definitions.ts';
import { KeyStorage } from './key-storage.ts';
import {
  looseKeyFile,
  type MasterKeyEnvironment,
  masterKeyPath,
  openMasterKeys,
  removeMasterKeyFile,
} from './open-master-keys.ts';
import { resealWebhooks } from './reseal-webhooks.ts';
import { SecureValueStore } from './secure-values.ts';

/** Folder in the data dir. */
const SECURE_VALUES = 'secure-values';

export interface KeyStorageOptions {
  readonly definitions: CoordinatorDefinitions;
  readonly dataDir: Pick<DataDir, 'path' | 'damages'>;
  readonly environment: MasterKeyEnvironment;
  readonly handed?: HandedMasterKey | undefined;
  /** Called for unreadable values, and for files that other users can read. */
  readonly warn: (message: string) => void;
}

/** The stores that the master key seals. */
export interface SealedStores {
  readonly keyStorage: KeyStorage;
  /** The secure option values of executions that are open or may be retried. */
  readonly secureValues: SecureValueStore;
}

/**
 * Opens the sealed stores. Reseals with the current master key everything that an older key sealed.
 *
 * Throws `master-key-invalid`, `storage-full`, `storage-failed`.
 */
export async function openKeyStorage(options: KeyStorageOptions): Promise<SealedStores> {
  const { definitions, environment, handed, warn } = options;
  const { path: dataDir, damages } = options.dataDir;
  const masterKeys = await openMasterKeys(dataDir, environment, handed);
  const loose = await looseKeyFile(environment);
  if (loose !== undefined)
    warn(`others may read ${loose}, which contains the master key: chmod 600 ${quoteForShell(loose)}`);
  const keyStorage = new KeyStorage(definitions, masterKeys);
  const secureValues = await SecureValueStore.open(join(dataDir, SECURE_VALUES), masterKeys, damages);
  const unreadable = [
    ...(await keyStorage.resealAll()),
    ...(await resealWebhooks(definitions, keyStorage)),
    ...(await secureValues.resealAll()),
  ];
  const [first] = unreadable;
  if (first !== undefined) {
    warn(
      `${unreadable.length} sealed values cannot be read, including ${first}: they are damaged, or their master key is neither in the environment nor in ${masterKeyPath(dataDir)}`,
    );
  } else if (handed?.alone === true) await removeMasterKeyFile(dataDir);
  return { keyStorage, secureValues };
}
