import { resolve } from 'node:path';
import type { OwnerAddress } from '../../../protocol/client/owner-address.ts';
import { DEFAULT_SETTINGS } from '../../../protocol/entities/settings.ts';
import { Damages } from '../files/damages.ts';
import { requireNode } from '../sqlite/load-sqlite.ts';
import { settleDataDirFormat } from './data-dir-format.ts';
import { DiskGauge, type DiskMarks, type DiskSpace, marksBelow } from './disk-gauge.ts';
import { removeOwnerAddress, writeOwnerAddress } from './owner-address.ts';
import { lockDataDir } from './ownership.ts';
import { prepareFolder } from './prepare-folder.ts';

/** A coordinator's data dir. This process owns the data dir until it closes the data dir or ends. */
export interface DataDir {
  /** Absolute path of the folder. */
  readonly path: string;
  /** The damage found in the data dir. */
  readonly damages: Damages;
  /**
   * Publishes the owner's address to other processes that try to own the data dir. Resolves once the address is
   * durable.
   */
  announce(address: Omit<OwnerAddress, 'writtenBy'>): Promise<void>;
  /** Measures the free space of the disk. If `low` is set, the coordinator refuses new executions. */
  diskSpace(): Promise<DiskSpace>;
  /** Returns the latest measurement of {@link diskSpace} without waiting. */
  latestDiskSpace(): DiskSpace;
  /**
   * Replaces the thresholds to which {@link diskSpace} compares the free space, for example after a setting changed.
   */
  setDiskMarks(marks: DiskMarks): void;
  /** Releases the data dir. Call this only after everything that is stored in the data dir is closed. */
  close(): Promise<void>;
}

/**
 * Opens a data dir, or creates it with mode 0700, and takes ownership of it for this process.
 *
 * Throws `node-too-old`, `data-dir-unusable`, `data-dir-owned`, `data-newer`, `data-damaged`.
 */
export async function openDataDir(path: string): Promise<DataDir> {
  requireNode();
  const folder = resolve(path);
  await prepareFolder(folder);
  const damages = new Damages(folder);
  await damages.open();
  const ownership = await lockDataDir(folder, damages);
  try {
    await removeOwnerAddress(folder, damages);
    await settleDataDirFormat(folder, damages);
  } catch (error) {
    ownership.release();
    throw error;
  }
  let marks = marksBelow(DEFAULT_SETTINGS.limits.lowDiskBytes);
  const gauge = new DiskGauge(folder, () => marks);
  await gauge.read();
  return {
    path: folder,
    damages,
    announce: (address) => writeOwnerAddress(folder, address),
    diskSpace: () => gauge.read(),
    latestDiskSpace: () => gauge.latest(),
    setDiskMarks: (given) => {
      marks = given;
    },
    close: async () => {
      await removeOwnerAddress(folder, damages);
      ownership.release();
    },
  };
}
