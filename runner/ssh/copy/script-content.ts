/** Returns a script with the line endings of its node's operating system. */
export function scriptContent({
  text,
  windows,
}: {
  readonly text: string;
  readonly windows: boolean;
}): string {
  return text.replace(/\r?\n/g, windows ? '\r\n' : '\n');
}
