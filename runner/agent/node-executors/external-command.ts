import { expandArguments } from '../../../job-language/expansion/expand-arguments.ts';
import { expandCommand } from '../../../job-language/expansion/expand-command.ts';
import { tokenise } from '../../../job-language/expansion/tokenise.ts';
import type { ValueLookup } from '../../../job-language/expansion/value-lookup.ts';

/** A command of the runner's host that an attribute of a node holds, unexpanded. */
export interface CommandAttributes {
  readonly command: string;
  /** Program and arguments that read the command, such as `bash -c`. */
  readonly shell?: string | undefined;
  /** Where it runs. */
  readonly folder?: string | undefined;
}

/** Values by group and key that only such a command has. */
export type FurtherValues = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface ExternalCommand {
  readonly argv: readonly string[];
  readonly folder?: string;
}

/** The attribute that begins with `name`, with its shell and folder; undefined where a node has none. */
export function commandAttributes(
  attributes: Readonly<Record<string, string>>,
  name: 'script-exec' | 'script-copy',
): CommandAttributes | undefined {
  const command = attributes[name];
  if (command === undefined || command.trim() === '') return undefined;
  return { command, shell: attributes[`${name}-shell`], folder: attributes[`${name}-dir`] };
}

/**
 * Expands such a command. A value is one argument, whatever it holds: without a shell by itself, for a shell by quotes
 * that fit its place.
 */
export function externalCommand(
  { command, shell = '', folder = '' }: CommandAttributes,
  lookup: ValueLookup,
): ExternalCommand | { readonly refused: string } {
  const where = folder.trim() === '' ? {} : { folder: folder.trim() };
  const words = tokenise(shell);
  if (words.length === 0) return { argv: expandArguments(command, lookup), ...where };
  const expanded = expandCommand(command, lookup);
  return 'refused' in expanded ? expanded : { argv: [...words, expanded.text], ...where };
}

/** Finds further values before those that every step has. */
export function withFurther(lookup: ValueLookup, further: FurtherValues): ValueLookup {
  return (name) => {
    const group = Object.hasOwn(further, name.group) ? further[name.group] : undefined;
    return group !== undefined && Object.hasOwn(group, name.key) ? group[name.key] : lookup(name);
  };
}
