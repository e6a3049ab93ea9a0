import type { NodeSource } from '../../protocol/entities/node-source.ts';
import { isOutrunnerError, OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { systemCode } from '../../support/files/system-code.ts';
import { type ParseNodes, parseNodesHere } from '../node-formats/sound-nodes.ts';
import type { Node } from '../nodes/node.ts';
import { InventoryAddresses } from './inventory-addresses.ts';
import { InventoryFiles } from './inventory-files.ts';
import type { SourceContent } from './source-content.ts';

/** Sources that are read without running a program. */
export type PlainSource = Extract<NodeSource, { type: 'file' | 'directory' | 'url' }>;

export interface ReadBounds {
  /** Maximum total size of the files or the response of a source, in bytes. */
  readonly maxBytes: number;
  /** Hosts that may be fetched from even if they are loopback, link-local or metadata addresses. */
  readonly fetchAllowed: readonly string[];
  readonly signal: AbortSignal;
}

export interface ReaderSurroundings {
  /** The environment, from which HTTPS_PROXY, HTTP_PROXY and NO_PROXY are read. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  /** PEM certificates, trusted in addition to the public authorities. */
  readonly authorities?: string | undefined;
  /** Parses inventories; absent: parsed on the current thread. */
  readonly parse?: ParseNodes;
}

/** Reads node sources on the host of this process, a coordinator or a runner. Caches unchanged sources. */
export class SourceReader {
  readonly #surroundings: ReaderSurroundings;
  readonly #files: InventoryFiles;
  readonly #addresses: InventoryAddresses;

  constructor(surroundings: ReaderSurroundings) {
    this.#surroundings = surroundings;
    const { parse = parseNodesHere } = surroundings;
    this.#files = new InventoryFiles(parse);
    this.#addresses = new InventoryAddresses(parse);
  }

  /**
   * Reads a source. For a folder, returns the nodes of the readable files together with the files that cannot be read.
   * Throws `nodes-invalid`, or the errors of fetching.
   */
  async read(source: PlainSource, bounds: ReadBounds): Promise<SourceContent> {
    switch (source.type) {
      case 'file':
        return { nodes: await this.#file(source, bounds.maxBytes) };
      case 'directory':
        return this.#files.folder(source.directory, bounds.maxBytes).catch(unreadable(source.directory));
      case 'url':
        return { nodes: await this.#address(source, bounds) };
    }
  }

  #address(source: Extract<PlainSource, { type: 'url' }>, bounds: ReadBounds): Promise<readonly Node[]> {
    return this.#addresses.nodes(source.url, source.format, {
      ...this.#surroundings,
      allowed: bounds.fetchAllowed,
      maxBytes: bounds.maxBytes,
      timeoutMilliseconds: source.timeoutSeconds * 1000,
      signal: bounds.signal,
    });
  }

  async #file(source: Extract<PlainSource, { type: 'file' }>, maxBytes: number): Promise<readonly Node[]> {
    try {
      return await this.#files.file(source.file, source.format, maxBytes);
    } catch (error) {
      if (!source.requireFileExists && isMissing(error)) return NONE;
      return unreadable(source.file)(error);
    }
  }
}

const NONE: readonly Node[] = [];

function isMissing(error: unknown): boolean {
  return systemCode(error) === 'ENOENT';
}

/** Converts a system error about a path to an error for the person who configured the path. */
function unreadable(path: string): (error: unknown) => never {
  return (error) => {
    if (isOutrunnerError(error)) throw error;
    const problem = isMissing(error) ? `${path} is missing` : `${path} cannot be read: ${problemOf(error)}`;
    throw new OutrunnerError('nodes-invalid', { problem }, { cause: error });
  };
}
