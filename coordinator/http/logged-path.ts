/** Returns the path of a request for the log, without the token of a webhook. */
export function loggedPath(path: string): string {
  return path.replace(/^(\/api\/[^/]*\/webhook\/).+/is, '$1…');
}
