import { expandArguments } from '../../../job-language/expansion/expand-arguments.ts';
import { expandCommand } from '../../../job-language/expansion/expand-command.ts';
import { tokenise } from '../../../job-language/expansion/tokenise.ts';
import type { ValueLookup } from '../../../job-language/expansion/value-lookup.ts';
import { ownValue } from '../../../support/records/own-value.ts';

/** An unexpanded command from a node's attribute, which runs on the runner's host. */
export interface CommandAttributes {
  readonly command: string;
  /** Program and arguments that interpret the command, for example `bash -c`. */
  readonly shell?: string | undefined;
  /** Working folder. */
  readonly folder?: string | undefined;
}

/**
 * Values, by group and key, that only the commands in node attributes can use, such as `exec.command` and
 * `file-copy.destination`.
 */
export type ExtraValues = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface ExternalCommand {
  readonly argv: readonly string[];
  readonly folder?: string;
}

/** Returns the command of an attribute with its shell and folder; undefined if the node has none. */
export function commandAttributes(
  attributes: Readonly<Record<string, string>>,
  name: 'script-exec' | 'script-copy',
): CommandAttributes | undefined {
  const command = attributes[name];
  if (command === undefined || command.trim() === '') return undefined;
  return { command, shell: attributes[`${name}-shell`], folder: attributes[`${name}-dir`] };
}

/**
 * Expands the command of a node attribute. Each value becomes one argument, whatever it contains. Without a shell, the
 * command is split into arguments before the values are inserted; with a shell, values are quoted for their position.
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

/** Returns a lookup in which the extra values take precedence. */
export function withExtraValues(lookup: ValueLookup, extra: ExtraValues): ValueLookup {
  return (name) => ownValue(ownValue(extra, name.group), name.key) ?? lookup(name);
}
