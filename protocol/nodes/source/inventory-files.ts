import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OutrunnerError } from '../../errors/outrunner-error.ts';
import { formatOfFile, formatOfText, type NodeFormat } from '../format/node-format.ts';
import type { ParseNodes } from '../format/sound-nodes.ts';
import type { Node } from '../node.ts';
import { LatestFew } from './latest-few.ts';
import { mergedNodes } from './merged-nodes.ts';

const MOST_REMEMBERED = 256;
/** Inventory files of one folder. */
const MOST_FILES = 1000;

/** Inventory files of this host, each read again once it changed: the same nodes are the same array. */
export class InventoryFiles {
  readonly #read = new LatestFew<readonly Node[]>(MOST_REMEMBERED);
  readonly #parse: ParseNodes;

  constructor(parse: ParseNodes) {
    this.#parse = parse;
  }

  /** Throws `nodes-invalid`, or the system's error. `format` left out: as its name says, or its text looks. */
  async file(path: string, format: NodeFormat | undefined, maxBytes: number): Promise<readonly Node[]> {
    const { version, size } = versionOf(path, await stat(path));
    if (size > maxBytes) throw tooLarge(path, maxBytes);
    return this.#read.get(`${format ?? ''} ${version}`, async () => {
      const text = await textOf(path, maxBytes);
      return this.#parse(text, format ?? formatOfFile(path) ?? formatOfText(text), path);
    });
  }

  /** The nodes of all files of a folder whose names end as inventories do; of one name the last one. */
  async folder(path: string, maxBytes: number): Promise<readonly Node[]> {
    const names = (await readdir(path)).filter((name) => formatOfFile(name) !== undefined && !isHidden(name));
    if (names.length > MOST_FILES) throw invalid(`${path} has over ${MOST_FILES} inventory files`);
    const paths = names.sort().map((name) => join(path, name));
    const versions: string[] = [];
    let total = 0;
    for (const file of paths) {
      const { version, size } = versionOf(file, await stat(file));
      total += size;
      versions.push(version);
    }
    if (total > maxBytes) throw tooLarge(path, maxBytes);
    return this.#read.get(JSON.stringify([path, ...versions]), async () => {
      const parts: (readonly Node[])[] = [];
      for (const file of paths) parts.push(await this.file(file, undefined, maxBytes));
      return mergedNodes(parts);
    });
  }
}

function isHidden(name: string): boolean {
  return name.startsWith('.');
}

function versionOf(path: string, { mtimeMs, ctimeMs, size, ino }: Stats): { version: string; size: number } {
  return { version: JSON.stringify([path, mtimeMs, ctimeMs, size, ino]), size };
}

async function textOf(path: string, maxBytes: number): Promise<string> {
  // Not blocked by a pipe that nobody writes to: what it is, is seen once it is open.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const status = await file.stat();
    if (!status.isFile()) throw invalid(`${path} is no regular file`);
    return await boundedText(file, path, status.size, maxBytes);
  } finally {
    await file.close();
  }
}

/** It may grow while it is read. */
async function boundedText(file: FileHandle, path: string, size: number, maxBytes: number): Promise<string> {
  if (size > maxBytes) throw tooLarge(path, maxBytes);
  const text = await file.readFile('utf8');
  if (text.length > maxBytes) throw tooLarge(path, maxBytes);
  return text;
}

function tooLarge(path: string, maxBytes: number): OutrunnerError {
  return invalid(`${path} has over ${maxBytes} bytes`);
}

function invalid(problem: string): OutrunnerError {
  return new OutrunnerError('nodes-invalid', { problem });
}
