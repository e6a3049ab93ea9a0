import * as z from 'zod';

/** The format of a text that contains jobs. */
export const JobTextFormat = z.enum(['yaml', 'json', 'xml']);
