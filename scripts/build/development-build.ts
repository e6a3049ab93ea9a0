import { join } from 'node:path';
import { root } from '../checkout/root.ts';
import type { BuildRequest } from './build-all.ts';

/** Builds for development: readable bundles in `dist/`, with their source maps beside them. */
export const developmentBuild: BuildRequest = {
  root,
  kind: 'development',
  place: { outputFolder: join(root, 'dist') },
};
