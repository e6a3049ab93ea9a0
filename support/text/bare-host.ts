/** Returns a host of a URL as sockets take it: an IPv6 address without its brackets. */
export function bareHost(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
