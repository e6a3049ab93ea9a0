import { readFileSync } from 'node:fs';
import { type Client, createClient } from '../../protocol/client/client.ts';
import { bindToken, type Endpoint } from '../../protocol/client/endpoint.ts';
import { createNodeTransport } from '../../protocol/client/node-transport.ts';
import { isPlaintextBeyondHost } from '../../protocol/client/plaintext.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import type { Streams } from './streams.ts';

/** The environment variables of a client command. */
export interface SessionEnvironment {
  readonly OUTRUNNER_URL?: string | undefined;
  readonly OUTRUNNER_TOKEN?: string | undefined;
  readonly OUTRUNNER_PROJECT?: string | undefined;
  /** File with additional certificate authorities to trust, PEM. */
  readonly OUTRUNNER_CA?: string | undefined;
  /** `1` allows plain HTTP to other hosts. */
  readonly OUTRUNNER_INSECURE_PLAINTEXT?: string | undefined;
  /** The user id of the user who called sudo. */
  readonly SUDO_UID?: string | undefined;
}

/** The connection flags of a command. */
export interface ConnectionFlags {
  /** Whether plain HTTP to other hosts is allowed. */
  readonly insecurePlaintext: boolean;
  /** Prints a line for people. */
  readonly say: (line: string) => void;
}

/** The connection and the output streams of a client command. */
export interface ClientSession {
  readonly client: Client;
  readonly streams: Streams;
  readonly json: boolean;
}

const DEFAULT_URL = 'http://127.0.0.1:4440';

/** Returns the address of the coordinator that commands call. */
export function coordinatorUrl({ OUTRUNNER_URL }: SessionEnvironment): string {
  return OUTRUNNER_URL ?? DEFAULT_URL;
}

/**
 * Opens a client for the coordinator in the environment. Throws `usage` if the URL is invalid, or the token is missing
 * or malformed, and `plaintext-refused`.
 */
export function openClient(environment: SessionEnvironment, flags: ConnectionFlags): Client {
  const url = coordinatorUrl(environment);
  const token = environment.OUTRUNNER_TOKEN?.trim();
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new OutrunnerError('usage', {
      problem: `OUTRUNNER_URL is not an http or https address: "${url}".`,
      remedy: `Set it to the coordinator's address, for example ${DEFAULT_URL}.`,
    });
  }
  if (token === undefined || token === '') {
    throw new OutrunnerError('usage', {
      problem: 'OUTRUNNER_TOKEN is not set.',
      remedy: 'Set it to an API token; the first one is in admin.token in the data dir of the coordinator.',
    });
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new OutrunnerError('usage', {
      problem: 'OUTRUNNER_TOKEN is not an API token: it contains characters that no token has.',
      remedy: 'Copy the token again.',
    });
  }
  const ca = environment.OUTRUNNER_CA;
  const insecurePlaintext = flags.insecurePlaintext || environment.OUTRUNNER_INSECURE_PLAINTEXT === '1';
  const trust = ca ? { ca: readAuthorities(ca) } : {};
  const endpoint: Endpoint = { kind: 'url', url, insecurePlaintext, ...trust };
  if (insecurePlaintext && isPlaintextBeyondHost(new URL(url)))
    flags.say(
      `WARNING: the connection to ${url} is not encrypted: anyone on the network path can read the token.`,
    );
  return createClient({ transport: createNodeTransport(endpoint), token: bindToken(token, endpoint) });
}

function readAuthorities(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new OutrunnerError('usage', {
      problem: `OUTRUNNER_CA names ${file}, which cannot be read: ${problemOf(error)}.`,
      remedy: '',
    });
  }
}

/** Returns the project of a command: `-p`, otherwise `OUTRUNNER_PROJECT`. Throws `usage` without either. */
export function projectOf(option: string | undefined, environment: SessionEnvironment): ProjectName {
  const name = option ?? environment.OUTRUNNER_PROJECT;
  if (name === undefined || name === '') {
    throw new OutrunnerError('usage', {
      problem: 'No project was given.',
      remedy: 'Use -p PROJECT, or set OUTRUNNER_PROJECT.',
    });
  }
  const parsed = ProjectName.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new OutrunnerError('usage', {
    problem: `"${name}" is not a project name.`,
    remedy: 'Use letters, digits and _ . + -, at most 128 characters.',
  });
}
