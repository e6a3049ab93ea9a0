import type { Readable } from 'node:stream';
import { type Dispatcher, request } from 'undici';
import * as z from 'zod';
import { parsedJson } from '../../support/text/parsed-json.ts';
import { describeFailure } from '../transport/link-down.ts';
import { KeyFailure } from './key-provider.ts';

export interface VaultClientOptions {
  readonly dispatcher: Dispatcher;
  /** Address of the server without a trailing slash. */
  readonly address: string;
  readonly namespace?: string | undefined;
  /** Time limit, in ms, until the answer begins, and again until it is complete. */
  readonly readMilliseconds: number;
  /** Number of retries if Vault does not answer or is unavailable. */
  readonly retries: number;
  readonly pause: (milliseconds: number) => Promise<void>;
}

export interface VaultCall {
  readonly method: 'GET' | 'POST';
  /** URL-encoded path below `/v1/`. */
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
}

export interface VaultAnswer {
  readonly status: number;
  /** The parsed JSON of the answer; undefined if it has none. */
  readonly body: unknown;
}

const MOST_BYTES = 1_048_576;
const FIRST_PAUSE = 200;

/** Calls a Vault server. Returns every answer that comes from Vault itself; otherwise throws {@link KeyFailure}. */
export class VaultClient {
  readonly #options: VaultClientOptions;

  constructor(options: VaultClientOptions) {
    this.#options = options;
  }

  get address(): string {
    return this.#options.address;
  }

  async call(call: VaultCall): Promise<VaultAnswer> {
    const { retries, pause } = this.#options;
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#once(call).catch((error: unknown) => this.#silence(error));
      const isFinal = answer instanceof KeyFailure ? false : !isRetryable(answer.status);
      if (isFinal || attempt >= retries) {
        if (answer instanceof KeyFailure) throw answer;
        return answer;
      }
      await pause(FIRST_PAUSE * 2 ** attempt);
    }
  }

  async close(): Promise<void> {
    await this.#options.dispatcher.destroy().catch(() => undefined);
  }

  async #once({ method, path, token, body }: VaultCall): Promise<VaultAnswer> {
    const { dispatcher, address, namespace, readMilliseconds } = this.#options;
    const answer = await request(`${address}/v1/${path}`, {
      dispatcher,
      method,
      headers: {
        'x-vault-request': 'true',
        ...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }),
        ...(token === undefined ? {} : { 'x-vault-token': token }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      headersTimeout: readMilliseconds,
      bodyTimeout: readMilliseconds,
    });
    const text = await boundedText(answer.body, readMilliseconds);
    return { status: answer.statusCode, body: parsedJson(text) };
  }

  #silence(error: unknown): KeyFailure {
    if (error instanceof KeyFailure) return error;
    const { address } = this.#options;
    const why = describeFailure(error);
    const remedy = 'Check its address, the proxy of the runner, and "pemFile" for its certificate.';
    return new KeyFailure('unusable', `Vault at ${address} was not reached: ${why}`, remedy, {
      cause: error,
    });
  }
}

const Errors = z.object({ errors: z.array(z.string()) });
const LONGEST_PROBLEM = 300;

/** Returns Vault's error messages in the form `: message`; empty if there are none. */
export function vaultProblem({ body }: VaultAnswer): string {
  const errors = Errors.safeParse(body);
  const text = errors.success ? errors.data.errors.join('; ').replace(/\s+/g, ' ').trim() : '';
  return text === '' ? '' : `: ${text.slice(0, LONGEST_PROBLEM)}`;
}

/**
 * Returns whether a retry may help: Vault is sealed, is a standby without forwarding, is overloaded, fails, or lags
 * behind the state that this client has seen (412).
 */
function isRetryable(status: number): boolean {
  return status >= 500 || [412, 429, 472, 473].includes(status);
}

async function boundedText(body: Readable, milliseconds: number): Promise<string> {
  const late = setTimeout(() => body.destroy(new Error('its answer did not end in time')), milliseconds);
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      size += part.byteLength;
      if (size > MOST_BYTES) {
        const problem = `Vault answered with over ${MOST_BYTES} bytes`;
        throw new KeyFailure('unusable', problem, 'Keys are shorter: name another secret.');
      }
      parts.push(part);
    }
  } finally {
    clearTimeout(late);
  }
  return Buffer.concat(parts).toString('utf8');
}
