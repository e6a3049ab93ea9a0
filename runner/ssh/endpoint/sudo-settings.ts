import * as z from 'zod';
import type { LinearPattern } from '../../../support/patterns/pattern.ts';
import { OptionName, Pattern, Switch } from './attribute-schemas.ts';
import { passwordReference, type SecretReference } from './secret-reference.ts';

/** How a password prompt of `sudo` is answered. */
export interface SudoSettings {
  readonly password: SecretReference;
  /** Matched against the first word of a command. For a `sudo` within a `sudo`, matched against the whole command. */
  readonly command: LinearPattern;
  readonly prompt: LinearPattern;
  readonly refusal: LinearPattern;
  /** Maximum number of output lines that are searched for the prompt. */
  readonly promptLines: number;
  /** Maximum number of lines after the answer that are searched for a refusal. */
  readonly responseLines: number;
}

/** Prefix of a prompt's attributes. `sudo2-` is for a `sudo` within a `sudo`. */
export type SudoPrefix = 'sudo-' | 'sudo2-';

const DEFAULTS = {
  'sudo-': { command: '^sudo$', option: 'option.sudoPassword' },
  'sudo2-': { command: '^sudo .+? sudo .*$', option: 'option.sudo2Password' },
} as const;

const Lines = z
  .string()
  .trim()
  .regex(/^[1-9]\d{0,2}$/, { error: 'is not a number of lines from 1 to 999' })
  .transform(Number);

const attributesOf = (prefix: SudoPrefix) =>
  z
    .object({
      'command-enabled': Switch.prefault('false'),
      'command-pattern': Pattern.prefault(DEFAULTS[prefix].command),
      'password-storage-path': z.string().trim().min(1).optional(),
      'password-option': OptionName.prefault(DEFAULTS[prefix].option),
      'prompt-pattern': Pattern.prefault('^.*password.*'),
      'failure-pattern': Pattern.prefault('^.*try again.*'),
      'prompt-max-lines': Lines.prefault('12'),
      'response-max-lines': Lines.prefault('2'),
    })
    .transform((read): SudoSettings | undefined => {
      if (!read['command-enabled']) return undefined;
      return {
        password: passwordReference(read['password-storage-path'], read['password-option']),
        command: read['command-pattern'],
        prompt: read['prompt-pattern'],
        refusal: read['failure-pattern'],
        promptLines: read['prompt-max-lines'],
        responseLines: read['response-max-lines'],
      };
    });

/**
 * The schema of the attributes with each prefix. Its property names omit the prefix. Parses to undefined unless
 * `command-enabled` is true.
 */
export const SUDO_ATTRIBUTES = { 'sudo-': attributesOf('sudo-'), 'sudo2-': attributesOf('sudo2-') } as const;
