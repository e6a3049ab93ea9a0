import assert from 'node:assert/strict';
import type { Client } from '../../protocol/client/client.ts';
import { isOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ConnectionState } from './connection-state.ts';
import { pinClient } from './pin-client.ts';

describe('pinClient', () => {
  const client = (url: string) => ({ origin: url }) as Client;
  const connected = (url: string): { state: ConnectionState; client: Client } => ({
    state: { kind: 'connected', target: { kind: 'remote', url }, client: client(url) },
    client: client(url),
  });

  it('returns the current client of the same coordinator, even after a reconnection', () => {
    const connection = connected('https://a');
    const pinned = pinClient(connection);
    assert.equal(pinned()?.origin, 'https://a');
    Object.assign(connection, connected('https://a/'));
    assert.equal(pinned()?.origin, 'https://a/');
  });

  it('throws once the window has another coordinator', () => {
    const connection = connected('https://a');
    const pinned = pinClient(connection);
    Object.assign(connection, connected('https://b'));
    assert.throws(pinned, (error) => isOutrunnerError(error) && error.code === 'coordinator-switched');
  });

  it('accepts the first coordinator of a window that had none', () => {
    const connection: { state: ConnectionState; client: Client | undefined } = {
      state: { kind: 'none' },
      client: undefined,
    };
    const pinned = pinClient(connection);
    assert.equal(pinned(), undefined);
    Object.assign(connection, connected('https://b'));
    assert.equal(pinned()?.origin, 'https://b');
  });
});
