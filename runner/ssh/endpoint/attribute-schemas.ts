import * as z from 'zod';
import { readPattern } from '../../../support/patterns/pattern.ts';
import { LONGEST_TIMER } from '../../../support/time/longest-timer.ts';
import { parseHostAddress } from './host-address.ts';
import { parseJumpHosts } from './jump-hosts.ts';

/**
 * Parsers of node attributes, which are strings. Each error continues a sentence that begins with the attribute's name.
 */

export const Switch = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.enum(['true', 'false'], { error: 'is neither "true" nor "false"' }))
  .transform((text) => text === 'true');

/** A non-negative integer that, converted to ms, fits a timer. */
export const Duration = (unitMilliseconds: number, unit: string) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,10}$/, { error: `is not a whole number of ${unit}` })
    .transform((text) => Number(text) * unitMilliseconds)
    .refine((value) => value <= LONGEST_TIMER, { error: 'is too long a time' });

export const Address = z.string().transform((text, context) => {
  const address = parseHostAddress(text);
  if (address) return address;
  context.addIssue({ code: 'custom', message: 'is not a host name or address, with or without ":port"' });
  return z.NEVER;
});

export const JumpHosts = z.string().transform((text, context) => {
  const hosts = parseJumpHosts(text);
  if (hosts) return hosts;
  context.addIssue({ code: 'custom', message: 'is not a list of at most eight "[user@]host[:port]"' });
  return z.NEVER;
});

/** A pattern for the linear-time engine, because it is matched against arbitrary output of a node. */
export const Pattern = z.string().transform((text, context) => {
  const pattern = readPattern(text);
  if (pattern.engine === 'linear') return pattern;
  const problem = pattern.engine === 'none' ? pattern.problem : 'it needs look-around or back-references';
  context.addIssue({ code: 'custom', message: `cannot be used as a pattern: ${problem}` });
  return z.NEVER;
});

/** The name of an option, with or without the prefix `option.`. */
export const OptionName = z
  .string()
  .trim()
  .transform((text) => text.replace(/^option\./, ''))
  .refine((name) => name !== '', { error: 'is not the name of an option' });
