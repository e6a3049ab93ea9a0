import { dirname } from 'node:path';

/** The root folder of the checkout. */
export const root = dirname(dirname(import.meta.dirname));
