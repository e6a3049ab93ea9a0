import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Agent } from 'undici';
import { RenewingDispatcher } from './renewing-dispatcher.ts';

describe('RenewingDispatcher', () => {
  it('opens new connections after the files change, but keeps the previous connections while the files are unusable', async () => {
    const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const said: string[] = [];
    let [now, version, usable] = [0, 'first', true];
    const dispatcher = new RenewingDispatcher({
      version: () => version,
      open: () => {
        if (!usable) throw new Error('no certificate');
        said.push(`opened with the ${version}`);
        return new Agent();
      },
      onRenewed: () => said.push('renewed'),
      onRefused: () => said.push('refused'),
      now: () => now,
    });
    const ask = async (later: number) => {
      now += later;
      const { body } = await dispatcher.request({ origin, path: '/', method: 'GET' });
      assert.equal(await body.text(), 'hello');
    };
    try {
      await ask(20_000);
      version = 'second';
      await ask(1000);
      await ask(10_000);
      [version, usable] = ['third', false];
      await ask(10_000);
      assert.deepEqual(said, ['opened with the first', 'opened with the second', 'renewed', 'refused']);
    } finally {
      await dispatcher.destroy();
      server.close();
    }
  });
});
