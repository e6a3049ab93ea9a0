import type { KeeperMessage } from '../link/messages.ts';

const TYPES: ReadonlySet<unknown> = new Set([
  'answer',
  'refusal',
  'output',
  'ended',
  'spool-full',
  'unreadable',
  'replaced',
]);

/** The keeper is of our own making and its version was compared at the attach: only the envelope is checked. */
export function readKeeperMessage(header: unknown): KeeperMessage {
  if (typeof header === 'object' && header !== null && 'type' in header && TYPES.has(header.type)) {
    return header as KeeperMessage;
  }
  throw new Error('The keeper sent what is no message.');
}
