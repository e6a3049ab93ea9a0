import type { ConnectionState } from './connection-state.ts';

/**
 * Returns the address of the coordinator in the form of links and records. The embedded coordinator has no fixed
 * address.
 */
export function coordinatorAddress(state: ConnectionState): string {
  if (state.kind === 'none') return 'no coordinator';
  return state.target.kind === 'embedded' ? 'the embedded coordinator' : state.target.url;
}
