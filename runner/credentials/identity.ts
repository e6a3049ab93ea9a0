import { join } from 'node:path';
import * as z from 'zod';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { CoordinatorId, ReplicaId, RunnerId } from '../../protocol/ids.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { damaged, isDamage } from '../../support/files/damage.ts';
import { readSmallFileSync } from '../../support/files/small-file.ts';
import { createFile, replaceFile } from '../data-dir/atomic-file.ts';
import { usingDataDir } from '../data-dir/data-dir.ts';
import { readStoredJson } from '../data-dir/stored-json.ts';
import { isKeyPair, newEncryptionKey, newSignatureKey, PrivateJwk } from './keys.ts';

const FORMAT = 1;

/** The coordinator's answer to the enrollment. */
export const Enrolled = z.object({
  coordinatorId: CoordinatorId,
  runnerId: RunnerId,
  runnerName: z.string(),
  replicaId: ReplicaId,
  /** SHA-256 (hex) of the enrollment token. Shows whether a start uses the same token again. */
  tokenHash: z.string(),
  /** Whether the token can be used more than once. */
  reusable: z.boolean().optional(),
});
export type Enrolled = z.infer<typeof Enrolled>;

/** How this replica reaches the coordinator. It is stored, so that later starts need only the data dir. */
export const StoredConnection = z.object({
  server: z.string(),
  /** Whether `http` to another host is allowed. */
  insecurePlaintext: z.boolean().optional(),
  /** Proxy address with its credentials. If absent, the environment decides. */
  proxy: z.string().optional(),
  /** Hosts that are reached without the proxy, in the format of NO_PROXY. */
  proxyExcept: z.string().optional(),
  /** PEM certificates that are trusted in addition to those that Node.js contains. */
  authorities: z.string().optional(),
  /** PEM certificate that was pinned by its fingerprint. If present, no other certificate is trusted. */
  pinned: z.string().optional(),
  /** Paths of the client certificate and its key. The passphrase itself is never stored. */
  clientIdentity: z
    .object({ certificate: z.string(), key: z.string(), passphraseFile: z.string().optional() })
    .optional(),
});
export type StoredConnection = z.infer<typeof StoredConnection>;

/** The identity of the replica in this data dir. The private keys never leave it. */
export const Identity = z.object({
  format: z.literal(FORMAT),
  program: z.string(),
  signatureKey: PrivateJwk,
  encryptionKey: PrivateJwk,
  connection: StoredConnection,
  enrolled: Enrolled.optional(),
});
export type Identity = z.infer<typeof Identity>;

export function newIdentity(connection: StoredConnection): Identity {
  return {
    format: FORMAT,
    program: PROGRAM_VERSION,
    signatureKey: newSignatureKey(),
    encryptionKey: newEncryptionKey(),
    connection,
  };
}

/** The file with the identity, readable by its owner only. */
export class IdentityFile {
  readonly #dataDir: string;
  readonly #path: string;

  /** `dataDir` must exist. */
  constructor(dataDir: string) {
    this.#dataDir = dataDir;
    this.#path = join(dataDir, 'identity.json');
  }

  /**
   * Resolves to undefined if no identity is stored yet. Errors: `identity-damaged`, `data-newer`, `data-dir-unusable`.
   */
  async read(): Promise<Identity | undefined> {
    const dataDir = this.#dataDir;
    const path = this.#path;
    try {
      const text = await usingDataDir(dataDir, async () => readSmallFileSync(path));
      if (text === undefined) return undefined;
      const identity = readStoredJson(text, path, FORMAT, Identity);
      for (const name of ['signatureKey', 'encryptionKey'] as const)
        if (!isKeyPair(identity[name])) throw damaged(path, `the halves of its ${name} do not match`);
      return identity;
    } catch (error) {
      if (!isDamage(error)) throw error;
      const problem = String(error.parameters['problem']);
      throw new OutrunnerError('identity-damaged', { path, dataDir, problem }, { cause: error });
    }
  }

  /** Stores a first identity. If another process was faster, resolves to the identity of that process. */
  async create(identity: Identity): Promise<Identity> {
    const created = await usingDataDir(this.#dataDir, () => createFile(this.#path, serialise(identity)));
    return created ? identity : ((await this.read()) ?? identity);
  }

  /** Replaces the stored identity, durably. */
  async replace(identity: Identity): Promise<void> {
    await usingDataDir(this.#dataDir, () => replaceFile(this.#path, serialise(identity)));
  }
}

function serialise(identity: Identity): string {
  return `${JSON.stringify(identity, undefined, 2)}\n`;
}
