import { basename, dirname, join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import type { Bundle } from './bundles.ts';
import { siblingProgramsPlugin } from './sibling-programs.ts';

export type BuildKind = 'development' | 'production';

/** Modules that the host of a program provides, or that contain a binary and are looked up at run time. */
const EXTERNAL = ['vscode', 'node-pty', '@lydell/node-pty', 'mocha', '*.node'];

/** The CommonJS replacement for `import.meta`. */
const MODULE_PLACE = {
  'import.meta.dirname': '__dirname',
  'import.meta.filename': '__filename',
  'import.meta.url': '__importMetaUrl',
};
const MODULE_URL = "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;";

const TARGET = { node20: 'node20.15', node22: 'node22.13', 'extension-host': 'node22.13' } as const;

/** Returns the esbuild options of a bundle. The caller writes the files. */
export function esbuildOptions(
  bundle: Bundle,
  root: string,
  outputFolder: string,
  kind: BuildKind,
): BuildOptions {
  const isShipped = kind === 'production';
  const output = join(outputFolder, bundle.output);
  const common: BuildOptions = {
    absWorkingDir: root,
    entryPoints: [{ in: join(root, bundle.entry), out: basename(output).replace(/\.c?js$/, '') }],
    outdir: dirname(output),
    outExtension: { '.js': output.endsWith('.cjs') ? '.cjs' : '.js' },
    bundle: true,
    write: false,
    logLevel: 'silent',
    legalComments: 'none',
    minifyWhitespace: isShipped,
    minifySyntax: isShipped,
    minifyIdentifiers: isShipped && bundle.namesAsWritten !== true,
    keepNames: bundle.namesAsWritten !== true,
    sourcemap: isShipped ? 'external' : 'linked',
  };
  if (bundle.runsIn === 'browser')
    return { ...common, platform: 'browser', format: 'iife', target: 'es2022' };
  return {
    ...common,
    platform: 'node',
    format: 'cjs',
    target: TARGET[bundle.runsIn],
    external: EXTERNAL,
    plugins: bundle.alone === true ? [] : [siblingProgramsPlugin(root)],
    define: MODULE_PLACE,
    banner: { js: MODULE_URL },
    // VS Code intercepts `require('vscode')`. For `import('vscode')`, Node would also parse the module a
    // second time to find the names of its exports.
    supported: { 'dynamic-import': false },
  };
}
