import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { type ClientRequest, createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ARCHIVE_BYTES } from '../../../protocol/routes/archive-routes.ts';
import { type ReceivedArchive, ReceivedArchives } from './received-archives.ts';

interface Upload {
  /** The client's side. */
  readonly sent: ClientRequest;
  /** The coordinator's side. */
  readonly received: IncomingMessage;
}

describe('ReceivedArchives', () => {
  let folder: string;
  let server: Server;
  let archives: ReceivedArchives;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'archives-'));
    server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    archives = await opened();
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    await rm(folder, { recursive: true });
  });

  const opened = () => ReceivedArchives.open({ path: join(folder, 'imports'), requireRoom: () => undefined });
  const files = () => readdir(join(folder, 'imports'));

  async function upload(headers: Readonly<Record<string, string>> = {}): Promise<Upload> {
    const { port } = server.address() as AddressInfo;
    const sent = request({ port, host: '127.0.0.1', method: 'PUT', headers });
    // The server closes the connections of unfinished uploads at the end of a test.
    sent.on('error', () => undefined);
    const arrived = once(server, 'request');
    sent.flushHeaders();
    const [received] = (await arrived) as [IncomingMessage];
    return { sent, received };
  }

  /** Begins an upload, whose archive then counts until the upload ends. Returns the failure of an aborted upload. */
  async function begin(user: string): Promise<Upload & { readonly failure: Promise<unknown> }> {
    const begun = await upload();
    const failure = archives.receive(user, begun.received).then(
      () => assert.fail('the upload has no end'),
      (error: unknown) => error,
    );
    return { ...begun, failure };
  }

  async function receive(user: string): Promise<ReceivedArchive> {
    const { sent, received } = await upload();
    sent.end('PK');
    return archives.receive(user, received);
  }

  it('stores the body of a request until the archive is removed', async () => {
    const { sent, received } = await upload();
    sent.write('PK');
    sent.end(' and more');
    const archive = await archives.receive('ann', received);
    assert.equal(await readFile(archive.path, 'utf8'), 'PK and more');
    assert.equal(archive.size, 11);
    await archive.remove();
    assert.deepEqual(await files(), []);
  });

  it('refuses a fourth archive of a user, but not those of others', async () => {
    for (let count = 0; count < 3; count += 1) await begin('ann');
    await assert.rejects(receive('ann'), { code: 'too-many-requests' });
    await receive('bob');
  });

  it('refuses a seventh archive of all users', async () => {
    for (const user of ['ann', 'bob', 'cleo', 'ann', 'bob', 'cleo']) await begin(user);
    await assert.rejects(receive('dan'), { code: 'too-many-requests' });
  });

  it('no longer counts an upload that was aborted, and removes its file', async () => {
    const first = await begin('ann');
    const others = [await begin('ann'), await begin('ann')];
    first.sent.destroy();
    await first.failure;
    await (await receive('ann')).remove();
    for (const { sent, failure } of others) {
      sent.destroy();
      await failure;
    }
    assert.deepEqual(await files(), []);
  });

  it('refuses a body that is longer than an archive may be, before the body arrives', async () => {
    const { received } = await upload({ 'content-length': String(ARCHIVE_BYTES + 1) });
    await assert.rejects(archives.receive('ann', received), { code: 'archive-too-large' });
    assert.deepEqual(await files(), []);
  });

  it('refuses a compressed body, because its size is unknown', async () => {
    const { received } = await upload({ 'content-encoding': 'gzip' });
    await assert.rejects(archives.receive('ann', received), { code: 'unsupported-media-type' });
  });

  it('removes the files of an earlier process when it opens', async () => {
    await mkdir(join(folder, 'imports'), { recursive: true });
    await writeFile(join(folder, 'imports', 'left.zip'), 'PK');
    await opened();
    assert.deepEqual(await files(), []);
  });
});
