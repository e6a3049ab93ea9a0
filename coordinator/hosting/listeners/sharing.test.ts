import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { connect, type PeerCertificate } from 'node:tls';
import type * as z from 'zod';
import { type Client, createClient } from '../../../protocol/client/client.ts';
import { bindToken, type Endpoint } from '../../../protocol/client/endpoint.ts';
import { createNodeTransport } from '../../../protocol/client/node-transport.ts';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { SetShare } from '../../../protocol/routes/shapes/share-shapes.ts';
import { startTestCoordinator, type TestCoordinator } from '../testing/test-coordinator.ts';

const OWN: z.input<typeof SetShare> = {
  shared: true,
  address: '127.0.0.1',
  certificate: { kind: 'own-ca', names: ['localhost', '127.0.0.1'] },
};

/** Returns the fingerprints of the chain that a server presents. */
function presented(port: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      const chain: string[] = [];
      let certificate: PeerCertificate | undefined = socket.getPeerCertificate(true);
      while (certificate !== undefined && !chain.includes(certificate.fingerprint256)) {
        chain.push(certificate.fingerprint256);
        certificate =
          'issuerCertificate' in certificate ? (certificate.issuerCertificate as PeerCertificate) : undefined;
      }
      socket.destroy();
      resolve(chain.map((print) => print.replaceAll(':', '').toLowerCase()));
    }).on('error', reject);
  });
}

describe('sharing a coordinator', () => {
  let coordinator: TestCoordinator;
  const clients: Client[] = [];
  beforeEach(async () => {
    coordinator = await startTestCoordinator();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await coordinator.stop();
  });
  const clientOf = (endpoint: Endpoint) => {
    const token = bindToken(coordinator.token, endpoint);
    const client = createClient({ transport: createNodeTransport(endpoint), token });
    clients.push(client);
    return client;
  };

  it('is off by default, so that only this machine can connect', async () => {
    const share = await coordinator.client.getShare();
    assert.deepEqual(share, { listen: null, url: coordinator.url, reach: 'this-machine', certificate: null });
  });

  it('opens an address with a certificate of its own authority, which clients that trust the authority accept', async () => {
    const share = await coordinator.client.setShare({ body: OWN });
    assert.equal(share.reach, 'network');
    const { listen, certificate, url } = share;
    assert.ok(listen !== null && certificate?.trust !== undefined);
    assert.equal(url, `https://localhost:${listen.port}`);
    assert.ok((await presented(listen.port)).includes(certificate.fingerprint ?? ''), 'runners can pin it');
    const info = await clientOf({ kind: 'url', url, ca: certificate.trust }).systemInfo();
    assert.ok(info.system.executions.active);
    await assert.rejects(clientOf({ kind: 'url', url }).systemInfo(), (error: unknown) => {
      return isOutrunnerError(error) && error.code === 'certificate-untrusted' && /--ca/.test(error.remedy);
    });
  });

  it('refuses names that no client can connect to, and stays off', async () => {
    for (const name of [
      'two words',
      'https://a.example',
      'a.example:443',
      "a';id",
      '*.example',
      '-a',
      'a..b',
    ])
      await assert.rejects(
        coordinator.client.setShare({ body: { ...OWN, certificate: { kind: 'own-ca', names: [name] } } }),
        (error) => isOutrunnerError(error) && /names\[0\].*a name or an address/.test(error.message),
      );
    assert.equal((await coordinator.client.getShare()).reach, 'this-machine');
  });

  it('applies changed names at once, on the same port, with a certificate of the same authority', async () => {
    const before = await coordinator.client.setShare({ body: OWN });
    const names = ['127.0.0.1', 'ops.example', '10.0.0.1'];
    const share = await coordinator.client.setShare({
      body: { ...OWN, certificate: { kind: 'own-ca', names } },
    });
    assert.deepEqual(share.listen, before.listen);
    assert.equal(share.certificate?.fingerprint, before.certificate?.fingerprint);
    assert.deepEqual(share.certificate?.names, names);
    const authority = new X509Certificate(share.certificate?.trust ?? '');
    assert.ok(authority.ca);
  });

  it('is restored after a restart, and closes its address when it is switched off', async () => {
    const before = await coordinator.client.setShare({ body: OWN });
    await coordinator.stop('keep');
    coordinator = await startTestCoordinator({ dataDir: coordinator.dataDir });
    assert.deepEqual(await coordinator.client.getShare(), before);
    const closed = await coordinator.client.setShare({ body: { shared: false } });
    assert.equal(closed.reach, 'this-machine');
    await assert.rejects(clientOf({ kind: 'url', url: before.url }).systemInfo(), (error: unknown) => {
      return isOutrunnerError(error) && error.code === 'not-reached';
    });
  });

  it('refuses a certificate with an invalid key, and keeps the current setting', async () => {
    const { certificate } = await coordinator.client.setShare({ body: OWN });
    const pem = certificate?.trust ?? '';
    await assert.rejects(
      coordinator.client.setShare({
        body: {
          shared: true,
          address: '127.0.0.2',
          port: 0,
          certificate: { kind: 'files', certificate: pem, key: 'x' },
        },
      }),
      (error: unknown) => isOutrunnerError(error) && error.code === 'invalid-input',
    );
    assert.equal((await coordinator.client.getShare()).listen?.address, '127.0.0.1');
  });
});
