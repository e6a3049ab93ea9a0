/** The address of a coordinator, and how to connect to it. */
export type Endpoint =
  /**
   * `ca`: PEM of an authority to trust in addition to the public ones. `insecurePlaintext`: allows http to
   * other hosts too, although anyone on the network path can then read the token.
   */
  | { readonly kind: 'url'; readonly url: string; readonly ca?: string; readonly insecurePlaintext?: boolean }
  /** A unix socket or a Windows named pipe on this machine. */
  | { readonly kind: 'socket'; readonly path: string };

/**
 * Returns the origin that a token is bound to: scheme, host and port, or the path of a socket. Throws `TypeError` for
 * an invalid URL.
 */
export function originOf(endpoint: Endpoint): string {
  return endpoint.kind === 'socket' ? `socket:${endpoint.path}` : new URL(endpoint.url).origin;
}

/** Returns a string for comparing URLs of coordinators: the origin, and the path without trailing slashes. */
export function comparableUrl({ origin, pathname }: URL): string {
  return `${origin}${pathname.replace(/\/+$/, '')}`;
}

/** An API token with the origin that its user saved it for. A client of another origin refuses the token. */
export interface BoundToken {
  readonly value: string;
  readonly origin: string;
}

/** Binds a token to an endpoint after its user confirmed the endpoint. */
export function bindToken(value: string, endpoint: Endpoint): BoundToken {
  return { value, origin: originOf(endpoint) };
}
