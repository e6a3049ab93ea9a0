/** The user that a hostname names, as in `deploy@web-1:2222`, and the rest of it. */
export function userAtHost(hostname: string): { readonly username?: string; readonly hostname: string } {
  const [, username, rest] = /^\s*([^\s@]+)@([^@]*)$/.exec(hostname) ?? [];
  return username === undefined || rest === undefined ? { hostname } : { username, hostname: rest };
}
