/**
 * Returns the interpreter of a script's `#!` line, read as Linux reads it (one argument at most), or `/bin/sh`. Running
 * the interpreter by name works even where the file cannot be executed, on a file system mounted `noexec`.
 */
export function interpreterOf(script: string): string[] {
  const match = /^#![ \t]*([^ \t\n]+)[ \t]*([^\n]*)/.exec(script);
  const [program, argument] = [match?.[1], match?.[2]?.trim()];
  if (program === undefined) return ['/bin/sh'];
  return argument === undefined || argument === '' ? [program] : [program, argument];
}
