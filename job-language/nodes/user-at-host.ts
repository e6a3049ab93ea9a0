/** Splits a hostname such as `deploy@web-1:2222` into the user and the rest. */
export function userAtHost(hostname: string): { readonly username?: string; readonly hostname: string } {
  const [, username, rest] = /^\s*([^\s@]+)@([^@]*)$/.exec(hostname) ?? [];
  return username === undefined || rest === undefined ? { hostname } : { username, hostname: rest };
}
