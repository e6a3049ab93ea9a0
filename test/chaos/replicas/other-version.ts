import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PROGRAM_VERSION } from '../../../protocol/version.ts';
import { root } from '../../../scripts/checkout/root.ts';
import { OUTRUNNER } from '../../e2e/harness/program.ts';

const RUNNER_FILES = ['outrunner.cjs', 'runner.cjs', 'keeper.cjs', 'plugin-step.cjs'];

/**
 * Copies the built program and changes the version that it reports, because no older program is available.
 * Returns the path of its `outrunner`.
 */
export async function otherVersion(folder: string, version: string): Promise<string> {
  const dist = join(folder, 'dist');
  await mkdir(dist, { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const file of RUNNER_FILES) {
    const text = await readFile(join(dirname(OUTRUNNER), file), 'utf8');
    await writeFile(
      join(dist, file),
      text.replaceAll(`PROGRAM_VERSION = "${PROGRAM_VERSION}"`, `PROGRAM_VERSION = "${version}"`),
    );
  }
  return join(dist, basename(OUTRUNNER));
}
