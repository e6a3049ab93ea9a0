import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expandText } from '../../../job-language/expansion/expand-text.ts';
import { expandUrl } from '../../../job-language/expansion/expand-url.ts';
import { operationLookup } from '../../../job-language/expansion/value-lookup.ts';
import { explain, isOutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ScriptFileTemplate, ScriptUrlTemplate } from '../../../protocol/runner/operation-template.ts';
import type { OperationValues } from '../../../protocol/runner/operation-values.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { readAtMost } from '../../../support/files/read-at-most.ts';
import { systemCode } from '../../../support/files/system-code.ts';

/** Maximum size of a script file, in bytes. */
const LARGEST_FILE = 10 * 1024 * 1024;

/** Thrown if the text of a script is unavailable. The message is a sentence for a person. */
export class ScriptUnavailable extends Error {
  override readonly name = 'ScriptUnavailable';
}

/** Limits of a fetch, and the expected checksum. */
export interface FetchBounds {
  /** The address as it appears in errors. */
  readonly shown: string;
  readonly maxBytes: number;
  /** Expected checksum: `sha256:HEX`. */
  readonly checksum?: string | undefined;
  /** Loopback, link-local or metadata addresses that the operator allows. */
  readonly allowed: readonly string[];
  readonly signal: AbortSignal;
}

/** Fetches the whole content of an `http:` or `https:` address. Rejects with an error that gives the reason. */
export type FetchBytes = (url: string, bounds: FetchBounds) => Promise<Uint8Array>;

export interface ScriptNeeds {
  readonly values: OperationValues;
  readonly secure: Readonly<Record<string, string>>;
  readonly fetch: FetchBytes;
  readonly fetchAllowed: readonly string[];
  readonly signal: AbortSignal;
}

/** Resolves to the text of a script from a file on this host or an address. Rejects with {@link ScriptUnavailable}. */
export async function loadScript(
  template: ScriptFileTemplate | ScriptUrlTemplate,
  needs: ScriptNeeds,
): Promise<string> {
  if (template.kind === 'script-file') {
    const pathWith = (secure: ScriptNeeds['secure']) =>
      expandText(template.path, operationLookup(needs.values, secure)).trim();
    const what = `The script file ${pathWith(hidden(needs.secure))}`;
    return decoded(await readScript(pathWith(needs.secure), what, LARGEST_FILE, needs.signal), what);
  }
  const expanded = expandUrl(template.url, needs.values, needs.secure);
  if ('refused' in expanded)
    throw new ScriptUnavailable(`The address of the script cannot be used: ${expanded.refused}.`);
  // Errors show the address as the author wrote it: its values may be secret.
  const what = `The script at ${template.url}`;
  return decoded(await bytesAt(new URL(expanded.url), what, template, needs), what);
}

async function bytesAt(
  url: URL,
  what: string,
  { url: shown, maxBytes, checksum }: ScriptUrlTemplate,
  needs: ScriptNeeds,
): Promise<Uint8Array> {
  if (url.protocol === 'file:') {
    if (url.host !== '') throw new ScriptUnavailable(`${what} is on another host: give file:///PATH.`);
    const bytes = await readScript(fileURLToPath(url), what, maxBytes, needs.signal);
    requireChecksum(bytes, checksum, what);
    return bytes;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new ScriptUnavailable(`${what} cannot be fetched: give an http:, https: or file: address.`);
  const { fetchAllowed: allowed, signal } = needs;
  try {
    return await needs.fetch(url.href, { shown, maxBytes, checksum, allowed, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new ScriptUnavailable(
      isOutrunnerError(error) ? explain(error) : `${what} was not fetched: ${problemOf(error)}.`,
    );
  }
}

async function readScript(
  path: string,
  what: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  if (!isAbsolute(path))
    throw new ScriptUnavailable(`${what} is not an absolute path. Give the path on the runner's host.`);
  // O_NONBLOCK: opening a FIFO without a writer must not hang; fstat then checks the file type.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
    (error: unknown) => {
      throw unreadable(what, error);
    },
  );
  try {
    requireFile(await handle.stat(), what, maxBytes);
    const bytes = await readAtMost(handle, maxBytes, signal);
    if (bytes === undefined) throw tooLarge(what, maxBytes);
    return bytes;
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ScriptUnavailable ? error : unreadable(what, error);
  } finally {
    await handle.close();
  }
}

/** Replaces each secure value with asterisks. */
function hidden(secure: ScriptNeeds['secure']): Record<string, string> {
  return Object.fromEntries(Object.keys(secure).map((name) => [name, '*****']));
}

function requireFile(found: Stats, what: string, maxBytes: number): void {
  if (found.isDirectory()) throw new ScriptUnavailable(`${what} is a folder. Set the path of a file.`);
  if (!found.isFile())
    throw new ScriptUnavailable(`${what} is not a regular file. Set the path of a regular file.`);
  if (found.size > maxBytes) throw tooLarge(what, maxBytes);
}

function tooLarge(what: string, maxBytes: number): ScriptUnavailable {
  return new ScriptUnavailable(
    `${what} is longer than ${maxBytes} bytes. Use a short script that starts the long one.`,
  );
}

function unreadable(what: string, error: unknown): ScriptUnavailable {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new ScriptUnavailable(
      `${what} does not exist on the runner's host. Create it, or set another path in "scriptfile".`,
    );
  if (code === 'EACCES' || code === 'EPERM')
    return new ScriptUnavailable(
      `${what} is not readable for the runner's user. Grant this user read access.`,
    );
  // The system's message would show the path, and its values may be secret.
  return new ScriptUnavailable(`${what} cannot be read: ${code ?? problemOf(error)}.`, { cause: error });
}

function requireChecksum(bytes: Uint8Array, checksum: string | undefined, what: string): void {
  if (checksum === undefined || checksum.trim() === '') return;
  const [, wanted] = /^sha256:([0-9a-f]{64})$/i.exec(checksum.trim()) ?? [];
  if (wanted === undefined)
    throw new ScriptUnavailable(`${what} has the checksum "${checksum}", which is not sha256:HEX.`);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== wanted.toLowerCase())
    throw new ScriptUnavailable(
      `${what} has the SHA-256 ${found}, which differs from the checksum in the job.`,
    );
}

function decoded(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ScriptUnavailable(
      `${what} is not UTF-8 text. Save it as UTF-8; start a binary program with a command step.`,
    );
  }
}
