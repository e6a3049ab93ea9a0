import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { checkKeyKind } from '../../../protocol/entities/check-key-kind.ts';
import type { KeyKind } from '../../../protocol/entities/key-record.ts';
import { isRunnerKeyPath } from '../../../protocol/entities/runner-key-path.ts';
import { explain } from '../../../protocol/errors/outrunner-error.ts';
import { readAtMost } from '../../../support/files/read-at-most.ts';
import { systemCode } from '../../../support/files/system-code.ts';
import { ownValue } from '../../../support/records/own-value.ts';
import { kindOfKey } from '../../keys/kind-of-key.ts';
import type { RunnerKeys } from '../../keys/runner-keys.ts';
import type { SecretReference } from '../../ssh/endpoint/secret-reference.ts';
import { SshFailure } from '../../ssh/ssh-failure.ts';
import type { NodeStep } from './node-executor.ts';

const MOST_BYTES = 262_144;

/** Resolves the secrets that a node's attributes reference, and collects them for the masks of the output. */
export class NodeSecretResolver {
  /** All secrets resolved so far. */
  readonly found: string[] = [];
  readonly #step: NodeStep;
  readonly #runnerKeys: Pick<RunnerKeys, 'read'>;

  constructor(step: NodeStep, runnerKeys: Pick<RunnerKeys, 'read'>) {
    this.#step = step;
    this.#runnerKeys = runnerKeys;
  }

  /** Rejects with an SshFailure that contains the reference and no secret. */
  readonly resolve = async (reference: SecretReference): Promise<string> => {
    const secret = await this.#find(reference);
    this.found.push(secret);
    return secret;
  };

  #find(reference: SecretReference): Promise<string> | string {
    switch (reference.kind) {
      case 'storage':
        return this.#stored(reference.path.trim(), reference.holds);
      case 'option':
        return this.#option(reference.name);
      case 'file':
        return this.#file(reference.path);
    }
  }

  async #stored(path: string, wanted: KeyKind): Promise<string> {
    const { node, secure } = this.#step;
    if (!isRunnerKeyPath(path)) {
      const keys = secure.node?.keys ?? {};
      const content = ownValue(keys, path);
      if (content !== undefined) return content;
      throw missing(`The key ${path} of node ${node.name} is not part of the grant.`, 'Correct its path.');
    }
    return this.#onTheRunner(path, wanted);
  }

  /** Reads a key of the runner, and checks its kind: a private key must not be sent as a password. */
  async #onTheRunner(path: string, wanted: KeyKind): Promise<string> {
    try {
      const key = await this.#runnerKeys.read(path);
      checkKeyKind(path, kindOfKey(key), wanted);
      return key;
    } catch (error) {
      throw missing(`Node ${this.#step.node.name} names ${path}.`, explain(error));
    }
  }

  #option(name: string): Promise<string> | string {
    const { granted, node, secure } = this.#step;
    const { runnerKeys = {}, option } = granted.values;
    const path = ownValue(runnerKeys, name);
    if (path !== undefined) return this.#onTheRunner(path, 'password');
    for (const options of [secure.node?.options ?? {}, secure.options, option]) {
      const value = ownValue(options, name);
      if (value !== undefined) return value;
    }
    throw missing(
      `Node ${node.name} needs a secret from the option ${name}, which this execution does not have.`,
      'Add a secure option with this name to the job, or set a path in key storage on the node.',
    );
  }

  async #file(path: string): Promise<string> {
    try {
      return await readSecretFile(path.startsWith('~/') ? join(homedir(), path.slice(2)) : path);
    } catch (error) {
      const code = systemCode(error) ?? 'unknown';
      throw missing(
        `The file ${path} on the runner's host, which node ${this.#step.node.name} names, cannot be read (${code}).`,
        "Create the file, readable by the runner's user alone, or correct its path.",
      );
    }
  }
}

/** Reads a secret from a regular file. Refuses FIFOs and devices, which could block the runner or fill its memory. */
async function readSecretFile(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await file.stat();
    if (!found.isFile()) throw Object.assign(new Error('it is not a file'), { code: 'no file' });
    const bytes = await readAtMost(file, MOST_BYTES);
    if (bytes === undefined)
      throw Object.assign(new Error('it is too long'), { code: `over ${MOST_BYTES} bytes` });
    return bytes.toString('utf8');
  } finally {
    await file.close();
  }
}

function missing(message: string, remedy: string): SshFailure {
  return new SshFailure('ConfigurationFailure', message, remedy);
}
