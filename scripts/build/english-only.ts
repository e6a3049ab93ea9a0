import type { Plugin } from 'esbuild';

/** Removes the translations of zod's messages: half of what the extension would load. */
export const englishOnly: Plugin = {
  name: 'english-only',
  setup(build) {
    build.onResolve({ filter: /locales\/index\.c?js$/ }, ({ importer }) =>
      /[\\/]zod[\\/]/.test(importer) ? { path: 'locales', namespace: 'english-only' } : undefined,
    );
    build.onLoad({ filter: /^locales$/, namespace: 'english-only' }, () => ({ contents: 'export {};' }));
  },
};
