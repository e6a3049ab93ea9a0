import { z } from 'zod';

/** How a key differs from Rundeck, and why. A key without an entry works as in Rundeck. */
export const KEY_DIFFERENCES = z.registry<{ difference: string }>();
