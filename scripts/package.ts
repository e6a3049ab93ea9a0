/** `npm run package`: builds the VSIX and the npm tarball in `dist/package/`. */
import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from './checkout/root.ts';
import { packageExtension } from './package/package-extension.ts';
import { packageNpm } from './package/package-npm.ts';

try {
  for (const path of [await packageExtension(), await packageNpm()]) {
    const megabytes = (statSync(path).size / 1e6).toFixed(1);
    process.stdout.write(`${relative(root, path)} (${megabytes} MB)\n`);
  }
} catch (error) {
  process.stderr.write(`package: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
