import { join, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundles } from './bundles.ts';

/** Makes a program load the built file of another program at run time, instead of bundling that program. */
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
