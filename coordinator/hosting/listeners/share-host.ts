import type { RequestListener } from 'node:http';
import type { SetShare, Share } from '../../../protocol/routes/shapes/share-shapes.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import type { ConnectionGate } from '../../http/connection-gate.ts';
import { SerialQueue } from '../../jobs/serial-queue.ts';
import type { DataDir } from '../../store/data-dir/data-dir.ts';
import type { SharedAddress } from '../../system/sharing.ts';
import type { Log } from '../lifecycle/log.ts';
import { type CertificateFacts, certificateFacts } from './certificate-trust.ts';
import { type OpenListener, openListener } from './listener.ts';
import { createAuthority, createServerCertificate } from './own-authority.ts';
import { type KeptShare, readShare, sharePath, writeShare } from './share-file.ts';

/** Remaining lifetime at which the coordinator's own certificate is renewed, in ms. */
const RENEW_BEFORE = 60 * 86_400_000;

type Shared = NonNullable<KeptShare['shared']>;

export interface ShareHostParts {
  readonly dataDir: Pick<DataDir, 'path' | 'damages'>;
  readonly coordinatorId: string;
  readonly onRequest: RequestListener;
  readonly log: Log;
  readonly gate: ConnectionGate;
  /** Returns the address with which the coordinator was started. */
  readonly main: () => Share;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Returns the client's view of a certificate. A certificate of a public authority has no pin. */
export function certificateView(
  kind: 'own-ca' | 'files',
  names: readonly string[],
  { pin, expiresAt }: CertificateFacts,
): NonNullable<Share['certificate']> {
  return {
    kind,
    names: [...names],
    ...(pin === undefined ? {} : { fingerprint: pin.fingerprint, trust: pin.pem }),
    expiresAt,
  };
}

/** Manages the additional address for remote runners. */
export class ShareHost implements SharedAddress {
  readonly #parts: ShareHostParts;
  readonly #changes = new SerialQueue();
  #kept: KeptShare;
  #open:
    | { readonly listener: OpenListener; readonly shared: Shared; readonly facts: CertificateFacts }
    | undefined;

  private constructor(parts: ShareHostParts, kept: KeptShare) {
    this.#parts = parts;
    this.#kept = kept;
  }

  /**
   * Opens the stored shared address. If this fails, logs the failure, and the coordinator continues without the
   * address.
   */
  static async open(parts: ShareHostParts): Promise<ShareHost> {
    const host = new ShareHost(parts, await readShare(parts.dataDir.path, parts.dataDir.damages));
    const { shared } = host.#kept;
    if (shared === undefined) return host;
    try {
      await host.#listen(await host.#fresh(shared));
    } catch (error) {
      const { address, port } = shared;
      const file = sharePath(parts.dataDir.path);
      parts.log.error(
        { file, address, port, problem: problemOf(error) },
        'the shared address cannot be opened',
      );
    }
    return host;
  }

  current(): Share {
    const open = this.#open;
    if (open === undefined) return this.#parts.main();
    const { listener, shared, facts } = open;
    const [name = shared.address] = shared.names;
    return {
      listen: { address: shared.address, port: listener.port },
      url: `https://${name.includes(':') ? `[${name}]` : name}:${listener.port}`,
      reach: 'network',
      certificate: certificateView(shared.kind, shared.names, facts),
    };
  }

  /** Returns the host names by which clients may call the shared address. */
  names(): readonly string[] {
    return this.#open?.shared.names ?? [];
  }

  set(asked: SetShare, audited: (next: Share) => Promise<void>): Promise<Share> {
    return this.#changes.run(async () => {
      const before = this.#open;
      if (!asked.shared) {
        const { shared: _, ...rest } = this.#kept;
        await audited(this.#parts.main());
        await this.#keep(rest);
        this.#open = undefined;
        this.#retire(before?.listener);
        return this.current();
      }
      const wanted = await this.#wanted(asked);
      const { listener, undo } = await this.#serve(wanted);
      const { port } = listener;
      try {
        await audited(this.current());
        await this.#keep({ ...this.#kept, shared: { ...wanted, port }, lastPort: port });
      } catch (error) {
        undo();
        throw error;
      }
      if (before?.listener !== listener) this.#retire(before?.listener);
      return this.current();
    });
  }

  /** Opens the address or, if it is already open, presents the new certificate. `undo` restores the previous state. */
  async #serve(wanted: Shared): Promise<{ readonly listener: OpenListener; readonly undo: () => void }> {
    const before = this.#open;
    if (
      before === undefined ||
      before.shared.address !== wanted.address ||
      before.listener.port !== wanted.port
    ) {
      const listener = await this.#listen(wanted);
      const undo = () => {
        this.#open = before;
        this.#retire(listener);
      };
      return { listener, undo };
    }
    const { listener, shared } = before;
    const facts = certificateFacts(wanted.certificate, 'that was given');
    listener.renew(wanted);
    this.#open = { listener, shared: wanted, facts };
    const undo = () => {
      this.#open = before;
      listener.renew(shared);
    };
    return { listener, undo };
  }

  /** Closes a listener in the background, because the request that closes the address may have arrived at it. */
  #retire(listener: OpenListener | undefined): void {
    listener?.close().catch((error: unknown) => {
      this.#parts.log.error({ problem: problemOf(error) }, 'a shared address could not be closed');
    });
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.listener.close();
  }

  async #wanted(asked: Extract<SetShare, { shared: true }>): Promise<Shared> {
    const { address, certificate } = asked;
    const port = asked.port === 0 ? (this.#kept.lastPort ?? 0) : asked.port;
    if (certificate.kind === 'own-ca') return this.#signed({ address, port }, certificate.names);
    const { names } = certificateFacts(certificate.certificate, 'that was given');
    return { address, port, ...certificate, names: [...names] };
  }

  async #signed(place: { address: string; port: number }, names: readonly string[]): Promise<Shared> {
    const { coordinatorId, now } = this.#parts;
    const authority = this.#kept.authority ?? (await createAuthority(coordinatorId, now()));
    if (this.#kept.authority === undefined) await this.#keep({ ...this.#kept, authority });
    const own = await createServerCertificate(authority, names, now());
    const certificate = `${own.certificate}\n${authority.certificate}\n`;
    return { ...place, kind: 'own-ca', names: [...names], certificate, key: own.key };
  }

  /**
   * Returns the stored certificate. If it expires soon and is signed by the coordinator's own authority, returns a new
   * one.
   */
  async #fresh(shared: Shared): Promise<Shared> {
    const { expiresAt } = certificateFacts(shared.certificate, 'that the coordinator stored');
    if (shared.kind === 'files' || expiresAt - this.#parts.now() > RENEW_BEFORE) return shared;
    const renewed = await this.#signed(shared, shared.names);
    await this.#keep({ ...this.#kept, shared: renewed });
    return renewed;
  }

  async #listen(shared: Shared): Promise<OpenListener> {
    const { address, port, certificate, key } = shared;
    const facts = certificateFacts(certificate, 'that was given');
    const place = { kind: 'tcp', address, port } as const;
    const listener = await openListener({
      place,
      tls: { certificate, key },
      onRequest: this.#parts.onRequest,
      gate: this.#parts.gate,
    });
    this.#open = { listener, shared, facts };
    return listener;
  }

  async #keep(share: KeptShare): Promise<void> {
    await writeShare(this.#parts.dataDir.path, share);
    this.#kept = share;
  }
}
