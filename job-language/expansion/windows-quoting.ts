/**
 * Quotes arguments on Windows, where each program splits its own command line, usually as `CommandLineToArgvW` does. A
 * shell that starts the program parses the line first. The functions return undefined for a value that cannot be
 * quoted: any value with a NUL, and for `cmd` also a value with a line break.
 */

/**
 * Quotes one argument of a program in a line for `cmd /c`. Delayed expansion (`!x!`) must be off, as it
 * is by default.
 */
export function quoteForCmd(value: string): string | undefined {
  if (/[\0\r\n]/.test(value)) return undefined;
  if (SAFE_IN_CMD.test(value)) return value;
  // With a caret before each quote, `cmd` sees no quoted text, so every other special character can have a
  // caret too. A caret before `%` becomes part of the name of a variable that does not exist, which leaves
  // the text unchanged.
  return doubleQuoted(value).replace(/[()%!^"<>&|]/g, '^$&');
}

/**
 * Quotes a word for PowerShell as a literal string, in which only quotes are doubled. PowerShell also treats
 * typographic quotes as quotes.
 */
export function quoteForPowerShell(value: string): string | undefined {
  if (value.includes('\0')) return undefined;
  return `'${value.replace(/['\u2018-\u201B]/g, '$&$&')}'`;
}

const SAFE_IN_CMD = /^[A-Za-z0-9_+./:@\\-]+$/;

/** Encloses a value in double quotes. Backslashes are doubled only before a quote, including the closing one. */
function doubleQuoted(value: string): string {
  return `"${value.replace(/(\\*)("|$)/g, (_, backslashes: string, quote: string) =>
    quote === '' ? backslashes.repeat(2) : `${backslashes.repeat(2)}\\"`,
  )}"`;
}
