import type { IncomingMessage, RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { SetShare, Share } from '../../../protocol/routes/shapes/share-shapes.ts';
import type { ConnectionGate } from '../../http/connection-gate.ts';
import type { OwnHostNames } from '../../http/host-check.ts';
import { guardPlaintext } from '../../http/plaintext-guard.ts';
import { isLoopback, proxyList } from '../../network/addresses.ts';
import type { DataDir } from '../../store/data-dir/data-dir.ts';
import {
  type CoordinatorDefinitions,
  coordinatorOf,
} from '../../store/definitions/coordinator-definitions.ts';
import type { SharedAddress } from '../../system/sharing.ts';
import type { Log } from '../lifecycle/log.ts';
import type { CoordinatorStartOptions, ListenAddress } from '../lifecycle/start-options.ts';
import { type CertificateFacts, certificateFacts } from './certificate-trust.ts';
import { type ListenPlace, type OpenListener, openListener, type TlsIdentity } from './listener.ts';
import { prepareLocalSocket } from './local-socket.ts';
import { mainAddress, readTls, urlOf } from './main-address.ts';
import { certificateView, ShareHost } from './share-host.ts';

export interface CoordinatorAddressesParts {
  readonly options: CoordinatorStartOptions;
  readonly definitions: CoordinatorDefinitions;
  readonly dataDir: Pick<DataDir, 'path' | 'damages'>;
  readonly coordinatorId: string;
  readonly log: Log;
  readonly gate: ConnectionGate;
  /** Epoch ms. */
  readonly now: () => number;
}

interface MainAddress {
  readonly address: ListenAddress;
  readonly url: string;
  readonly facts: CertificateFacts | undefined;
}

/** All addresses of the coordinator: the main one, the owner's local socket, and the shared one. */
export class CoordinatorAddresses implements SharedAddress {
  readonly #parts: CoordinatorAddressesParts;
  readonly #listeners: OpenListener[] = [];
  /** Connections of the local socket, to which only the owner can connect. */
  readonly #ownerConnections = new WeakSet<Socket>();
  #main: MainAddress = { address: { address: '', port: 0 }, url: '', facts: undefined };
  #socket: string | undefined;
  #share: ShareHost | undefined;

  constructor(parts: CoordinatorAddressesParts) {
    this.#parts = parts;
  }

  /** Opens the addresses. Throws `port-in-use`, `address-not-bindable`, `invalid-input`. */
  async open(onRequest: RequestListener): Promise<void> {
    await this.#openMain(onRequest);
    const { options, dataDir, coordinatorId, log, gate, now } = this.#parts;
    if (options.embedded === true) await this.#openSocket(onRequest);
    this.#share = await ShareHost.open({
      dataDir,
      coordinatorId,
      onRequest,
      log,
      gate,
      main: () => this.#mainShare(),
      now,
    });
  }

  /**
   * Returns the URL for processes that the coordinator starts on its host. Opens a loopback address without TLS, unless
   * the main address can be reached through loopback without TLS.
   */
  async openInner(onRequest: RequestListener): Promise<string> {
    const { address } = this.#main;
    if (this.#parts.options.tls === undefined && reachedByLoopback(address.address)) return this.#main.url;
    const inner = { address: '127.0.0.1', port: 0 };
    const port = await this.#listen({ kind: 'tcp', ...inner }, onRequest);
    return urlOf('http', { ...inner, port });
  }

  /** Returns the URL of the main address, without a trailing slash. */
  url(): string {
    return this.#main.url;
  }

  socket(): string | undefined {
    return this.#socket;
  }

  current(): Share {
    return this.#share?.current() ?? this.#mainShare();
  }

  set(asked: SetShare, audited: (next: Share) => Promise<void>): Promise<Share> {
    if (this.#share === undefined) throw new TypeError('the addresses are not open yet');
    return this.#share.set(asked, audited);
  }

  isOwner(request: IncomingMessage): boolean {
    return this.#ownerConnections.has(request.socket);
  }

  ownHostNames(): OwnHostNames {
    const { publicUrl } = this.#parts.options;
    const { address, facts } = this.#main;
    const names = [
      address.address,
      ...(facts?.names ?? []),
      ...(this.#share?.names() ?? []),
      ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname]),
    ];
    return {
      names: new Set(names.map((name) => name.toLowerCase())),
      open: !isLoopback(address.address) && publicUrl === undefined,
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#listeners.map((listener) => listener.close()), this.#share?.close()]);
  }

  async #openMain(onRequest: RequestListener): Promise<void> {
    const { options, definitions, log } = this.#parts;
    const tls = options.tls === undefined ? undefined : await readTls(options.tls);
    const facts =
      tls === undefined ? undefined : certificateFacts(tls.certificate, options.tls?.certificateFile ?? '');
    const wanted = await mainAddress(options, definitions);
    const isGuarded = tls === undefined && options.insecurePlaintext !== true;
    const answer = isGuarded ? guardPlaintext(onRequest, proxyList(options.behindTlsProxy ?? [])) : onRequest;
    let port: number;
    try {
      port = await this.#listen({ kind: 'tcp', ...wanted }, answer, tls);
    } catch (error) {
      // Another process uses the stored port. The editor works with any port; runners reconnect after a later start,
      // once the stored port is free.
      if (!wanted.kept || !isOutrunnerError(error) || error.code !== 'port-in-use') throw error;
      log.warn(
        { port: wanted.port },
        'the stored port is in use: runners cannot reach this coordinator until its next start',
      );
      port = await this.#listen({ kind: 'tcp', address: wanted.address, port: 0 }, answer, tls);
    }
    const address = { address: wanted.address, port };
    this.#main = { address, url: urlOf(tls === undefined ? 'http' : 'https', address), facts };
    if (options.embedded === true && options.listen === undefined && !wanted.kept) {
      await definitions.change((draft) =>
        draft.put('coordinator', 'coordinator', { ...coordinatorOf(draft), port }),
      );
    }
  }

  async #openSocket(onRequest: RequestListener): Promise<void> {
    const path = await prepareLocalSocket(this.#parts.dataDir.path);
    await this.#listen({ kind: 'socket', path }, (request, response) => {
      this.#ownerConnections.add(request.socket);
      onRequest(request, response);
    });
    this.#socket = path;
  }

  async #listen(place: ListenPlace, onRequest: RequestListener, tls?: TlsIdentity): Promise<number> {
    const { gate } = this.#parts;
    const listener = await openListener({ place, onRequest, gate, ...(tls === undefined ? {} : { tls }) });
    this.#listeners.push(listener);
    return listener.port;
  }

  #mainShare(): Share {
    const { address, url, facts } = this.#main;
    const { publicUrl, insecurePlaintext } = this.#parts.options;
    const isRemote = publicUrl !== undefined || !isLoopback(address.address);
    return {
      listen: isRemote ? address : null,
      url: publicUrl ?? url,
      reach: isRemote ? 'network' : 'this-machine',
      certificate: facts === undefined ? null : certificateView('files', facts.names, facts),
      ...(insecurePlaintext === true ? { insecurePlaintext } : {}),
    };
  }
}

function reachedByLoopback(address: string): boolean {
  return isLoopback(address) || address === '0.0.0.0' || address === '::';
}
