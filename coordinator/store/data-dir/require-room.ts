import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { DiskSpace } from './disk-gauge.ts';

/** Throws `storage-low` if little space is left on the disk of the data dir at `path`. */
export function requireRoom({ low, freeBytes }: DiskSpace, path: string): void {
  if (low) throw new OutrunnerError('storage-low', { free: freeBytes, path });
}
