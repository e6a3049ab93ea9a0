import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { Client } from 'ssh2';
import { proveAtOnce } from './prove-at-once.ts';

describe('the proof who a user is', () => {
  /** What ssh2 holds of a connection, and what happens on it in order. */
  const connection = (software: string) => {
    const happened: string[] = [];
    const handlers = {
      SERVICE_ACCEPT: () => void happened.push('proves'),
      EXT_INFO: () => void happened.push('informed'),
    };
    const protocol = { _handlers: handlers, service: () => void happened.push('asks') };
    proveAtOnce({ _protocol: protocol, _remoteVer: software } as unknown as Client);
    return { happened, protocol, handlers };
  };

  it('goes along with the request for it, once', async () => {
    const { happened, protocol, handlers } = connection('OpenSSH_10.0p2');
    protocol.service();
    handlers.EXT_INFO();
    await setImmediate();
    handlers.SERVICE_ACCEPT();
    assert.deepEqual(happened, ['asks', 'informed', 'proves']);
  });

  it('waits for the answer of a server that has not said which signatures it takes, or is another', async () => {
    for (const [software, isInformed] of [
      ['OpenSSH_6.6', false],
      ['dropbear_2025.88', true],
    ] as const) {
      const { happened, protocol, handlers } = connection(software);
      protocol.service();
      if (isInformed) handlers.EXT_INFO();
      await setImmediate();
      assert.ok(!happened.includes('proves'));
      handlers.SERVICE_ACCEPT();
      assert.equal(happened.at(-1), 'proves');
    }
  });

  it('is left as it is where the library is made otherwise', () => {
    proveAtOnce({ _protocol: { service: () => undefined } } as unknown as Client);
    proveAtOnce({} as Client);
  });
});
