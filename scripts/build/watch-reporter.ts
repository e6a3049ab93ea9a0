import type { Plugin } from 'esbuild';

/**
 * Prints a line when the first of many bundles starts to build and one when the last is done, as the editor's watch
 * task requires.
 */
export function watchReporter(print: (line: string) => void): Plugin {
  let running = 0;
  return {
    name: 'watch-reporter',
    setup(build) {
      build.onStart(() => {
        if (running === 0) print('[watch] build started');
        running += 1;
      });
      build.onEnd(() => {
        running -= 1;
        if (running === 0) print('[watch] build finished');
      });
    },
  };
}
