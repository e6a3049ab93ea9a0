import type { ExternalCommand } from './external-command.ts';
import type { ScriptRun } from './remote-script.ts';

/** Writes a script to its path on the runner's host atomically, replacing any file there. */
const PUT = [
  'part=',
  'trap \'rm -f -- "$part"; exit 143\' HUP INT TERM',
  'part=$(mktemp "$2.XXXXXX") && cat -- "$1" >"$part" && chmod "$3" "$part" && mv -f -- "$part" "$2" && exit',
  'code=$?; rm -f -- "$part"; exit "$code"',
].join('\n');

/** Returns the command that copies a script to a folder that the node shares with the runner's host. */
export function sharedCopy(file: string, { script }: ScriptRun): ExternalCommand {
  const { path = '', mode = 0o700 } = script ?? {};
  return { argv: ['/bin/sh', '-c', PUT, 'copy', file, path, mode.toString(8)] };
}

export function sharedRemoval(path: string): ExternalCommand {
  return { argv: ['rm', '-f', '--', path] };
}
