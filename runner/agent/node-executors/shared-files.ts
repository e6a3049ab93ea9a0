import type { ExternalCommand } from './external-command.ts';
import type { ScriptRun } from './remote-script.ts';

/** Puts a script in its place on the runner's host, whole, whatever stands there. */
const PUT = [
  'part=',
  'trap \'rm -f -- "$part"; exit 143\' HUP INT TERM',
  'part=$(mktemp "$2.XXXXXX") && cat -- "$1" >"$part" && chmod "$3" "$part" && mv -f -- "$part" "$2" && exit',
  'code=$?; rm -f -- "$part"; exit "$code"',
].join('\n');

/** Copies a script to where the node finds it, since it shares that folder with the runner's host. */
export function sharedCopy(file: string, { script }: ScriptRun): ExternalCommand {
  const { path = '', mode = 0o700 } = script ?? {};
  return { argv: ['/bin/sh', '-c', PUT, 'copy', file, path, mode.toString(8)] };
}

export function sharedRemoval(path: string): ExternalCommand {
  return { argv: ['rm', '-f', '--', path] };
}
