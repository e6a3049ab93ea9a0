import { quoteForShell } from '../../../support/text/shell-quote.ts';
import type { ExternalCommand } from './external-command.ts';

/** The commands of the runner's host that run a script on a node, one after the other. */
export interface ScriptSequence {
  readonly copy: ExternalCommand;
  /** Absent on nodes whose files need no permission to be executed. */
  readonly makeExecutable?: ExternalCommand;
  readonly run: ExternalCommand;
  /** Absent if the script stays on the node. */
  readonly remove?: ExternalCommand;
  /** Name of the node, for messages. */
  readonly node: string;
}

/**
 * Returns one program that runs the whole sequence. After SIGTERM, it only removes the script. As in Rundeck, it
 * discards the standard output of the copy command, but not its standard error.
 */
export function scriptSequence({ copy, makeExecutable, run, remove, node }: ScriptSequence): string[] {
  const lines = [
    "stopped=; trap 'stopped=1' HUP INT TERM",
    `${subshell(copy)} >/dev/null || ${failed(`The script could not be copied to node ${node}.`)}`,
    makeExecutable &&
      `${subshell(makeExecutable)} || ${failed(`The script cannot be executed on node ${node}.`)}`,
    `code=143; if [ -z "$stopped" ]; then ${subshell(run)}; code=$?; fi`,
    remove &&
      `${subshell(remove, "trap '' HUP INT TERM; ")} || echo ${quoteForShell(`The script is still on node ${node}.`)} >&2`,
    'exit "$code"',
  ];
  return ['/bin/sh', '-c', lines.filter(Boolean).join('\n')];
}

/** Returns a command that runs a copied script, and before it `first`, if present. */
export function runInPlace(run: ExternalCommand, node: string, first?: ExternalCommand): ExternalCommand {
  if (first === undefined) return run;
  const lines = [
    `${subshell(first)} || ${failed(`The script cannot be executed on node ${node}.`)}`,
    subshell(run),
  ];
  return { argv: ['/bin/sh', '-c', lines.join('\n')] };
}

function failed(what: string): string {
  return `{ code=$?; echo ${quoteForShell(what)} >&2; exit "$code"; }`;
}

/**
 * Returns the command in a subshell, in its folder. SIGTERM ends the subshell, because it inherits no trap, unless
 * `protectedBy` makes it ignore the signal.
 */
export function subshell({ argv, folder }: ExternalCommand, protectedBy = ''): string {
  const go = folder === undefined ? '' : `cd ${quoteForShell(folder)} && `;
  return `( ${protectedBy}${go}exec ${argv.map(quoteForShell).join(' ')} )`;
}
