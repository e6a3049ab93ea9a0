import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isOutrunnerError, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { readMultipartFiles } from './multipart-files.ts';

describe('multipart file parsing', () => {
  let server: Server;
  let outcome: Promise<unknown> = Promise.resolve();
  let told: (outcome: Promise<unknown>) => void = () => undefined;
  const limit = 1_000_000;

  beforeEach(async () => {
    outcome = new Promise((resolve) => {
      told = resolve;
    });
    server = createServer((request, response) => {
      const read = readMultipartFiles(request, async ({ field, fileName, bytes }) => {
        if (field === 'other') throw new OutrunnerError('options-invalid', { job: 'x', problem: field });
        let size = 0;
        const hash = createHash('sha256');
        for await (const chunk of bytes) {
          size += chunk.byteLength;
          if (size > limit) throw new OutrunnerError('body-too-large', { limit });
          hash.update(chunk);
        }
        return [field, fileName, hash.digest('hex')];
      });
      const said = read.catch((error: unknown) => (isOutrunnerError(error) ? error.code : String(error)));
      told(said);
      void said.then((answer) => {
        response.end(JSON.stringify(answer));
        request.resume();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const content = (size: number) => Buffer.from(Array.from({ length: size }, (_, at) => at % 251));
  const hashOf = (size: number) => createHash('sha256').update(content(size)).digest('hex');
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  async function post(...files: (readonly [field: string, size: number, name?: string])[]): Promise<unknown> {
    const form = new FormData();
    for (const [field, size, name] of files) form.append(field, new Blob([content(size)]), name ?? 'f');
    return (await fetch(url(), { method: 'POST', body: form })).json();
  }

  it('passes on each file with its field, name and bytes', async () => {
    assert.deepEqual(await post(['option.a', 3, 'a b.txt'], ['option.b', 500_000], ['option.c', 0]), [
      ['option.a', 'a b.txt', hashOf(3)],
      ['option.b', 'f', hashOf(500_000)],
      ['option.c', 'f', hashOf(0)],
    ]);
  });

  it('fails with the error of the file that is refused', async () => {
    assert.equal(
      await post(['option.a', 3], ['option.b', 5_000_000], ['option.c', 5_000_000]),
      'body-too-large',
    );
  });

  it('fails if a file is refused before it is read', async () => {
    assert.equal(await post(['other', 3], ['option.b', 3]), 'options-invalid');
    assert.equal(await post(['option.b', 500_000], ['other', 5_000_000]), 'options-invalid');
  });

  it('limits the number of files in a form', async () => {
    assert.equal(
      await post(...Array.from({ length: 70 }, (_, n) => [`option.${n}`, 1] as const)),
      'invalid-input',
    );
  });

  it('refuses a body without a multipart boundary', async () => {
    const none = await fetch(url(), {
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'multipart/form-data' },
    });
    assert.equal(await none.json(), 'invalid-input');
    await new Promise((resolve) => server.close(resolve));
  });

  it('fails when the sender disconnects in the middle of a body', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=b', 'content-length': '1000' };
    const request = httpRequest(url(), { method: 'POST', headers });
    request.on('error', () => undefined);
    request.write('--b\r\nContent-Disposition: form-data; name="option.a"; filename="f"\r\n\r\nhalf');
    await once(server, 'request');
    request.destroy();
    assert.equal(await outcome, 'invalid-input');
  });
});
