import type { Client } from '../../protocol/client/client.ts';

/** Which coordinator the user chose. */
export type Target = { readonly kind: 'embedded' } | { readonly kind: 'remote'; readonly url: string };

export type ConnectionState =
  /** Nothing chosen. */
  | { readonly kind: 'none' }
  | { readonly kind: 'connecting'; readonly target: Target }
  | { readonly kind: 'connected'; readonly target: Target; readonly client: Client }
  /** Retried in the background; `client` when it was connected before, so that what is shown stays usable after. */
  | { readonly kind: 'unreachable'; readonly target: Target; readonly problem: string }
  /** The token is refused, or the embedded coordinator does not start: a person has to act. */
  | { readonly kind: 'refused'; readonly target: Target; readonly problem: string };

export function targetName(target: Target): string {
  return target.kind === 'embedded' ? 'embedded coordinator' : new URL(target.url).host;
}
