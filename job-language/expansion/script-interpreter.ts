/**
 * What a script's `#!` line names, read as Linux reads it (one argument at most); `/bin/sh` without one. Running it by
 * name works where the file itself may not be executed, on a file system mounted `noexec`.
 */
export function interpreterOf(script: string): string[] {
  const match = /^#![ \t]*([^ \t\n]+)[ \t]*([^\n]*)/.exec(script);
  const [program, argument] = [match?.[1], match?.[2]?.trim()];
  if (program === undefined) return ['/bin/sh'];
  return argument === undefined || argument === '' ? [program] : [program, argument];
}
