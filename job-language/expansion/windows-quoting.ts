/**
 * Values as arguments on Windows. Each program splits its own command line there, most of them as `CommandLineToArgvW`
 * does; a shell before it reads the line too. The functions return undefined for a value that no quoting keeps whole: a
 * line end or a NUL in a command line of `cmd`, a NUL anywhere.
 */

/** One argument of a program in a line given to `cmd /c`. Delayed expansion (`!x!`) must be off, as it is by default. */
export function quoteForCmd(value: string): string | undefined {
  if (/[\0\r\n]/.test(value)) return undefined;
  if (SAFE_IN_CMD.test(value)) return value;
  // No quote counts for `cmd` when each has its caret, so every other character can have one too. A caret before `%`
  // becomes part of the name of a variable that does not exist, which leaves the text as it is.
  return doubleQuoted(value).replace(/[()%!^"<>&|]/g, '^$&');
}

/**
 * A word of PowerShell as a literal string, in which only quotes are doubled. PowerShell also treats typographic quotes
 * as quotes.
 */
export function quoteForPowerShell(value: string): string | undefined {
  if (value.includes('\0')) return undefined;
  return `'${value.replace(/['\u2018-\u201B]/g, '$&$&')}'`;
}

const SAFE_IN_CMD = /^[A-Za-z0-9_+./:@\\-]+$/;

/** Backslashes count only before a quote, the closing one too: there they are doubled. */
function doubleQuoted(value: string): string {
  return `"${value.replace(/(\\*)("|$)/g, (_, backslashes: string, quote: string) =>
    quote === '' ? backslashes.repeat(2) : `${backslashes.repeat(2)}\\"`,
  )}"`;
}
