/** The path below `keys/`, which may be left out. */
export function belowKeys(path: string): string {
  return path
    .trim()
    .replace(/^\/+/, '')
    .replace(/^keys(?:\/|$)/, '');
}
