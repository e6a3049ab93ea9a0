const SAFE = /^[A-Za-z0-9_%+,./:@=-]+$/;

/** Whether a POSIX shell reads an unquoted value literally, as one word. */
export function isSafeWord(value: string): boolean {
  return SAFE.test(value);
}

/**
 * Quotes a value as one word of a POSIX shell: unchanged if it is safe, otherwise in single quotes; `''` if it is
 * empty.
 */
export function quoteForShell(value: string): string {
  return isSafeWord(value) ? value : singleQuoted(value);
}

/** Quotes a value as one word of a POSIX shell, even if it is safe unquoted. */
export function singleQuoted(value: string): string {
  return `'${withinSingleQuotes(value)}'`;
}

/** Escapes a value for use inside single quotes of a shell command. */
export function withinSingleQuotes(value: string): string {
  return value.replaceAll("'", "'\\''");
}

/** Returns a text as one literal of PowerShell. */
export function powerShellQuote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
