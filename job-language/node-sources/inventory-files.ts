import { constants, type Stats } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatOfFile, formatOfText, type NodeFormat } from '../../protocol/entities/node-format.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { readAtMost } from '../../support/files/read-at-most.ts';
import type { ParseNodes } from '../node-formats/sound-nodes.ts';
import type { Node } from '../nodes/node.ts';
import { LatestFew } from './latest-few.ts';
import {
  contentOfFiles,
  type FailedFile,
  type FilePart,
  failedFile,
  type SourceContent,
} from './source-content.ts';

const MOST_REMEMBERED = 256;
/** Maximum number of inventory files in one folder. */
const MOST_FILES = 1000;

/** Reads inventory files of this host. For an unchanged file, returns the same array as before. */
export class InventoryFiles {
  readonly #read = new LatestFew<readonly Node[]>(MOST_REMEMBERED);
  readonly #folders = new LatestFew<SourceContent>(MOST_REMEMBERED);
  readonly #parse: ParseNodes;

  constructor(parse: ParseNodes) {
    this.#parse = parse;
  }

  /**
   * Returns the nodes of a file. Throws `nodes-invalid`, or the system's error. Without `format`, the file name or the
   * text determines the format.
   */
  async file(path: string, format: NodeFormat | undefined, maxBytes: number): Promise<readonly Node[]> {
    const { version, size } = versionOf(path, await stat(path));
    if (size > maxBytes) throw tooLarge(path, maxBytes);
    return this.#read.get(`${format ?? ''} ${version}`, async () => {
      const text = await textOf(path, maxBytes);
      return this.#parse(text, format ?? formatOfFile(path) ?? formatOfText(text), path);
    });
  }

  /**
   * Returns the nodes of all files in a folder that have the extension of an inventory. If several files contain a node
   * of the same name, the last file wins. The result lists the files that cannot be read. Each call tries these
   * files again. Throws `nodes-invalid`, or the system's error.
   */
  async folder(path: string, maxBytes: number): Promise<SourceContent> {
    const names = (await readdir(path)).filter((name) => formatOfFile(name) !== undefined && !isHidden(name));
    if (names.length > MOST_FILES) throw invalid(`${path} has over ${MOST_FILES} inventory files`);
    const versions: string[] = [];
    const failed: FailedFile[] = [];
    let total = 0;
    for (const name of names.sort()) {
      try {
        const { version, size } = versionOf(name, await stat(join(path, name)));
        total += size;
        versions.push(version);
      } catch (error) {
        versions.push(`${name} is missing`);
        failed.push(failedFile(name, error));
      }
    }
    if (total > maxBytes) throw tooLarge(path, maxBytes);
    const present = names.filter((name) => failed.every(({ file }) => file !== name));
    const key = JSON.stringify([path, ...versions]);
    const content = await this.#folders.get(key, async () => {
      const parts: FilePart[] = [];
      for (const file of present) {
        try {
          parts.push({ file, nodes: await this.file(join(path, file), undefined, maxBytes) });
        } catch (error) {
          failed.push(failedFile(file, error));
        }
      }
      return contentOfFiles(parts, failed);
    });
    // Read the folder again next time: the files may become readable without a change.
    if (content.failed !== undefined) this.#folders.forget(key);
    return content;
  }
}

function isHidden(name: string): boolean {
  return name.startsWith('.');
}

function versionOf(path: string, { mtimeMs, ctimeMs, size, ino }: Stats): { version: string; size: number } {
  return { version: JSON.stringify([path, mtimeMs, ctimeMs, size, ino]), size };
}

async function textOf(path: string, maxBytes: number): Promise<string> {
  // O_NONBLOCK: opening a FIFO without a writer must not hang; fstat then checks the file type.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = await file.stat();
    if (!status.isFile()) throw invalid(`${path} is not a regular file`);
    const bytes = status.size > maxBytes ? undefined : await readAtMost(file, maxBytes);
    if (bytes === undefined) throw tooLarge(path, maxBytes);
    return bytes.toString('utf8');
  } finally {
    await file.close();
  }
}

function tooLarge(path: string, maxBytes: number): OutrunnerError {
  return invalid(`${path} has over ${maxBytes} bytes`);
}

function invalid(problem: string): OutrunnerError {
  return new OutrunnerError('nodes-invalid', { problem });
}
