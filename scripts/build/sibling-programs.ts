import { join, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundles } from './bundles.ts';

/**
 * A program that loads the entry of another one loads that one's built file beside it, instead of
 * swallowing it.
 */
export function siblingProgramsPlugin(root: string): Plugin {
  const outputs = new Map(bundles.map(({ entry, output }) => [join(root, entry), `./${output}`]));
  return {
    name: 'sibling-programs',
    setup(build) {
      build.onResolve({ filter: /\/main\.ts$/ }, ({ kind, path, resolveDir }) => {
        const output = outputs.get(resolve(resolveDir, path));
        return kind === 'entry-point' || output === undefined ? undefined : { path: output, external: true };
      });
    },
  };
}
