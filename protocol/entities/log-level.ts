import * as z from 'zod';

export const LogLevel = z.enum(['DEBUG', 'VERBOSE', 'INFO', 'WARN', 'ERROR']);
