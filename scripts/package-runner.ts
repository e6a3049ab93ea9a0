/**
 * `npm run package:runner [-- PLATFORM…]`: builds the single-file runners and their checksums in
 * `dist/package/runners/`, where a coordinator's `--runner-binaries` finds them. Also copies the npm tarball there, for
 * platforms without a single-file runner.
 */
import { copyFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { root } from './checkout/root.ts';
import { writeChecksums } from './package/checksums.ts';
import { packageNpm } from './package/package-npm.ts';
import { packageRunner, runnersFolder } from './package/package-runner.ts';
import { platforms } from './package/platforms.ts';

try {
  const asked = process.argv.slice(2);
  const wanted = platforms.filter(({ name }) => asked.length === 0 || asked.includes(name));
  const paths: string[] = [];
  for (const platform of wanted) {
    const path = await packageRunner(platform);
    paths.push(path);
    process.stdout.write(`${relative(root, path)}\n`);
  }
  const tarball = await packageNpm();
  const copy = join(runnersFolder, basename(tarball));
  await copyFile(tarball, copy);
  await writeChecksums(runnersFolder, [...paths, copy]);
} catch (error) {
  process.stderr.write(`package: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
