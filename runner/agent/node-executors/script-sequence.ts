import { quoteForShell } from '../../../support/text/shell-quote.ts';
import type { ExternalCommand } from './external-command.ts';

/** What is done one after the other to run a script on a node by commands of the runner's host. */
export interface ScriptSequence {
  readonly copy: ExternalCommand;
  /** Absent: a node where files need no permission to be executed. */
  readonly makeExecutable?: ExternalCommand;
  readonly run: ExternalCommand;
  /** Absent: the script stays there. */
  readonly remove?: ExternalCommand;
  /** Of the node, for a person. */
  readonly node: string;
}

/**
 * The one program that does it all. Told to end, it runs nothing more, and still removes the script. What the copying
 * prints is dropped, as in Rundeck, except for its standard error.
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

/** Runs a script that stands in its place on the node, once the node has done what is first, if anything. */
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

/** What is told to end does end, unless it is `protectedBy` something: a shell below has no trap. */
export function subshell({ argv, folder }: ExternalCommand, protectedBy = ''): string {
  const go = folder === undefined ? '' : `cd ${quoteForShell(folder)} && `;
  return `( ${protectedBy}${go}exec ${argv.map(quoteForShell).join(' ')} )`;
}
