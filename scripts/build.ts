/** `npm run build [-- --watch]`: builds every program and page into `dist/`. */
import { BuildError, buildAll, watchAll } from './build/build-all.ts';
import { developmentBuild } from './build/development-build.ts';
import { linkCommand } from './build/link-command.ts';
import { root } from './checkout/root.ts';

if (process.argv.includes('--watch')) {
  await watchAll(developmentBuild, (line) => process.stdout.write(`${line}\n`));
} else {
  try {
    const started = performance.now();
    const absent = await buildAll(developmentBuild);
    await linkCommand(root);
    for (const entry of absent) process.stdout.write(`build: ${entry} does not exist and is omitted\n`);
    process.stdout.write(`build: dist/ is up to date (${Math.round(performance.now() - started)} ms)\n`);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    process.stderr.write(`build: ${error.message}\n`);
    process.exitCode = 1;
  }
}
