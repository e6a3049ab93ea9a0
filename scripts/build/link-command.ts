import { readlink, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Links the built command into `node_modules/.bin`, so that `npx outrunner …` works in a checkout. */
export async function linkCommand(root: string): Promise<void> {
  if (process.platform === 'win32') return;
  const link = join(root, 'node_modules', '.bin', 'outrunner');
  const target = join('..', '..', 'dist', 'outrunner.cjs');
  if ((await readlink(link).catch(() => undefined)) === target) return;
  await rm(link, { force: true });
  await symlink(target, link);
}
