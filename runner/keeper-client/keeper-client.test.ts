import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeHeader, FrameReader } from '../link/framing.ts';
import { LINK_VERSION, type LinkRequest } from '../link/messages.ts';
import { KeeperClient } from './keeper-client.ts';

describe('the runner at a keeper of an earlier version', () => {
  let folder: string;
  let server: Server;
  let client: KeeperClient;
  const asked: string[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'outrunner-link-'));
    const socket = join(folder, 'k.sock');
    server = createServer((connection) => {
      const reader = new FrameReader();
      connection.on('error', () => undefined);
      connection.on('data', (chunk) => {
        for (const { header } of reader.push(chunk)) {
          const { id, name } = header as LinkRequest;
          asked.push(name);
          const attached = { instanceId: 'i', version: LINK_VERSION, pid: 1, operations: [] };
          const result = name === 'attach' ? { ...attached, terminals: { available: false } } : {};
          connection.write(encodeHeader({ type: 'answer', id, result }));
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    client = await KeeperClient.attach(socket, { onEnded: () => undefined });
  });

  after(async () => {
    client.close();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  it('starts no step there that would run without its log filters, and says why', async () => {
    const command = { argv: ['true'], env: {}, masks: [] };
    const filters = { filters: [], shown: 'normal' as const };
    await assert.rejects(client.open('1-1', { ...command, filters }), { code: 'link-version' });
    await assert.rejects(client.prepareAndOpen('1-1', false, { ...command, filters }), /log filters/);
    await client.open('1-1', command);
    assert.deepEqual(asked, ['attach', 'open']);
  });
});
