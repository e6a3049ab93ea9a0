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

/** A coordinator's data dir, owned by this process until it is closed or the process dies. */
export interface DataDir {
  /** Absolute. */
  readonly path: string;
  /** The damage found in it. */
  readonly damages: Damages;
  /** Publishes the owner's address to other processes that try to own the data dir. Durable when it resolves. */
  announce(address: Omit<OwnerAddress, 'writtenBy'>): Promise<void>;
  /** Free space; `low` means that new executions are refused. */
  diskSpace(): Promise<DiskSpace>;
  /** Like {@link diskSpace}, from the latest measurement. */
  latestDiskSpace(): DiskSpace;
  /** Replaces the marks that {@link diskSpace} compares with, for example after a setting changed. */
  setDiskMarks(marks: DiskMarks): void;
  /** Releases the data dir. Close everything that is stored in it first. */
  close(): Promise<void>;
}

/**
 * Creates (0700) or opens a data dir, and takes ownership of it for this process.
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
