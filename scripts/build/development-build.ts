import { join } from 'node:path';
import { root } from '../checkout/root.ts';
import type { BuildRequest } from './build-all.ts';

/** The build for work in a checkout: readable bundles in `dist/`, their source maps beside them. */
export const developmentBuild: BuildRequest = {
  root,
  kind: 'development',
  place: { outputFolder: join(root, 'dist') },
};
