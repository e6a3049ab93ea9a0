import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildContext, context, type Plugin } from 'esbuild';
import { type BuildPlace, bundleWriter } from './bundle-writer.ts';
import { type Bundle, bundles } from './bundles.ts';
import { type BuildKind, esbuildOptions } from './esbuild-options.ts';
import { watchReporter } from './watch-reporter.ts';

/**
 * Returns the suites that run inside VS Code. Each is found by its file name and becomes a separate bundle,
 * so that none is forgotten.
 */
export function hostTestBundles(root: string): Bundle[] {
  return globSync('test/host/{index.ts,**/*.test.ts}', { cwd: root }).map((entry) => ({
    entry,
    output: entry.replace(/\.ts$/, '.cjs'),
    runsIn: 'extension-host',
  }));
}

export interface BuildRequest {
  readonly root: string;
  readonly kind: BuildKind;
  readonly place: BuildPlace;
  readonly bundles?: readonly Bundle[];
}

/**
 * Builds every bundle whose source exists.
 *
 * @returns the entries that do not exist
 * @throws if a bundle cannot be built, after printing its messages
 */
export async function buildAll(request: BuildRequest): Promise<string[]> {
  const { present, absent } = sortByPresence(request);
  const contexts = await Promise.all(present.map((bundle) => bundleContext(request, bundle)));
  try {
    const results = await Promise.allSettled(contexts.map((one) => one.rebuild()));
    const broken = present.filter((_, index) => results[index]?.status === 'rejected');
    if (broken.length > 0) throw new BuildError(broken.map((bundle) => bundle.entry));
  } finally {
    await Promise.all(contexts.map((one) => one.dispose()));
  }
  return absent.map((bundle) => bundle.entry);
}

/** Builds again after every change, until the process ends. */
export async function watchAll(request: BuildRequest, print: (line: string) => void): Promise<void> {
  const reporter = watchReporter(print);
  const { present } = sortByPresence(request);
  const contexts = await Promise.all(present.map((bundle) => bundleContext(request, bundle, [reporter])));
  await Promise.all(contexts.map((one) => one.watch()));
}

/** Reports which bundles could not be built. */
export class BuildError extends Error {
  constructor(entries: readonly string[]) {
    super(`could not be built: ${entries.join(', ')}`);
    this.name = 'BuildError';
  }
}

function sortByPresence(request: BuildRequest): { present: Bundle[]; absent: Bundle[] } {
  const wanted = request.bundles ?? [...bundles, ...hostTestBundles(request.root)];
  const stands = (bundle: Bundle) => existsSync(join(request.root, bundle.entry));
  return { present: wanted.filter(stands), absent: wanted.filter((bundle) => !stands(bundle)) };
}

function bundleContext(request: BuildRequest, bundle: Bundle, also: Plugin[] = []): Promise<BuildContext> {
  const options = esbuildOptions(bundle, request.root, request.place.outputFolder, request.kind);
  return context({
    ...options,
    plugins: [...(options.plugins ?? []), bundleWriter(bundle, request.place), ...also],
  });
}
