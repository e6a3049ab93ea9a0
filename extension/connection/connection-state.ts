import * as l10n from '@vscode/l10n';
import type { Client } from '../../protocol/client/client.ts';
import { comparableUrl } from '../../protocol/client/endpoint.ts';

/** The coordinator that the user chose. */
export type ConnectionTarget =
  | { readonly kind: 'embedded' }
  | { readonly kind: 'remote'; readonly url: string };

/**
 * The states of a window's connection, and the transitions between them:
 *
 *     none        -> connecting   the user chooses a coordinator, or a saved choice is resumed
 *     connecting  -> connected    the lists were read and the event stream is open
 *     connecting  -> unreachable  a request failed in a way that a retry can fix
 *     connecting  -> refused      a request failed in a way that only the user can fix
 *     connected   -> unreachable  the event stream was lost
 *     connected   -> refused      reading the lists again failed in a way that only the user can fix
 *     unreachable -> connected    a retry succeeded
 *     unreachable -> refused      a retry failed in a way that only the user can fix
 *     any         -> connecting   the user chooses a coordinator, or restarts the embedded one
 *     any         -> none         the user disconnects
 */
export type ConnectionState =
  /** No coordinator is chosen. */
  | { readonly kind: 'none' }
  /** The first attempt to reach the chosen coordinator is in progress. */
  | { readonly kind: 'connecting'; readonly target: ConnectionTarget }
  /** The model is current. */
  | { readonly kind: 'connected'; readonly target: ConnectionTarget; readonly client: Client }
  /** Retries run in the background with backoff. The model keeps the last data that it received. */
  | { readonly kind: 'unreachable'; readonly target: ConnectionTarget; readonly problem: string }
  /** No retry runs. For example the token was rejected, or the embedded coordinator did not start. */
  | { readonly kind: 'refused'; readonly target: ConnectionTarget; readonly problem: string };

/** Returns the key of a coordinator in stored data: `embedded`, or the URL without a trailing slash. */
export function coordinatorKey(target: ConnectionTarget): string {
  return target.kind === 'embedded' ? 'embedded' : comparableUrl(new URL(target.url));
}

/** Returns the coordinator of a connection; undefined if none is chosen. */
export function chosenTarget(state: ConnectionState): ConnectionTarget | undefined {
  return state.kind === 'none' ? undefined : state.target;
}

/** Returns the key of the coordinator of a connection; undefined if none is chosen. */
export function chosenKey(state: ConnectionState): string | undefined {
  return state.kind === 'none' ? undefined : coordinatorKey(state.target);
}

/** Returns whether two targets are the same coordinator. Undefined is no coordinator. */
export function isSameCoordinator(
  one: ConnectionTarget | undefined,
  other: ConnectionTarget | undefined,
): boolean {
  return one !== undefined && other !== undefined && coordinatorKey(one) === coordinatorKey(other);
}

export function targetName(target: ConnectionTarget): string {
  return target.kind === 'embedded' ? l10n.t('embedded coordinator') : new URL(target.url).host;
}
