import { createHash } from 'node:crypto';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { Node } from '../../job-language/nodes/node.ts';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { damaged } from '../../support/files/damage.ts';
import { readSmallFile } from '../../support/files/small-file.ts';
import { inSlices, SLICE_ITEMS, type Sliced } from '../../support/slices/sliced.ts';
import type { Damages } from '../store/files/damages.ts';
import { writeFileDurably } from '../store/files/durable-file.ts';
import { parseRecord } from '../store/files/read-record.ts';

const FORMAT_VERSION = 2;
/** Maximum bytes of one file, more than the limits of a source allow. */
const LONGEST = 256 * 1024 * 1024;
const NAME = /^[0-9a-f]{64}\.json$/;

/** Separators before the first part, between parts, and after the last part. Only separators contain newlines. */
const LAYOUT = { open: ',"parts":[\n', between: ',\n', close: '\n]}' } as const;

const KeptHead = z.object({
  formatVersion: z.literal(FORMAT_VERSION),
  writtenBy: z.string(),
  /** SHA-256 of the nodes as JSON, hex. */
  digest: z.string(),
  /** Name of the runner or coordinator that read the nodes. */
  by: z.string(),
});

/** A part of the nodes. Parts are parsed one by one, so that parsing does not block the event loop for long. */
const KeptPart = z.object({
  nodes: z.array(Node),
  /** For a folder: the file of each node. */
  origins: z.array(z.string()).optional(),
});

/** The result of the last successful reading of a source. */
export interface KeptNodes {
  readonly nodes: readonly Node[];
  /** For a folder: the file name of each node, in the order of the nodes. */
  readonly origins?: readonly string[] | undefined;
  readonly digest: string;
  readonly by: string;
  /** Epoch ms. */
  readonly readAt: number;
}

/**
 * Stores the last good nodes of each source. Each source has one file, named by the hash of its id; the file's
 * modification time is the time of the last good reading. A file that cannot be read, such as a file of a newer
 * version, is reported, and replaced when its source is read again.
 */
export class KeptNodesFolder {
  readonly #path: string;
  readonly #damages: Damages;

  private constructor(path: string, damages: Damages) {
    this.#path = path;
    this.#damages = damages;
  }

  /** Creates the folder (0700) if it is missing. */
  static async open(path: string, damages: Damages): Promise<KeptNodesFolder> {
    await damages.makeFolder(path);
    return new KeptNodesFolder(path, damages);
  }

  /** Returns undefined if nothing readable is stored. A damaged file is set aside. */
  async find(source: string): Promise<KeptNodes | undefined> {
    const path = this.#pathOf(source);
    try {
      const kept = await this.#damages.readOrSetAside(path, async () => {
        const text = await readSmallFile(path, LONGEST);
        return text === undefined ? undefined : await inSlices(parseKept(path, text));
      });
      if (kept === undefined) return undefined;
      return { ...kept, readAt: Math.round((await stat(path)).mtimeMs) };
    } catch (error) {
      this.#damages.note(path, problemOf(error));
      return undefined;
    }
  }

  /** Stores nodes, which are durable when this resolves. The caller must serialize the calls for one source. */
  async keep(source: string, kept: KeptNodes): Promise<void> {
    await writeFileDurably(this.#pathOf(source), await inSlices(keptText(kept)));
    await this.touch(source, kept.readAt);
  }

  /** Records a reading at `readAt` (epoch ms) that found the same nodes. */
  async touch(source: string, readAt: number): Promise<void> {
    await utimes(this.#pathOf(source), readAt / 1000, readAt / 1000);
  }

  /** Removes the stored nodes of all sources except `sources`. */
  async retain(sources: Iterable<string>): Promise<void> {
    const kept = new Set(Array.from(sources, nameOf));
    for (const name of await readdir(this.#path)) {
      if (NAME.test(name) && !kept.has(name)) await rm(join(this.#path, name), { force: true });
    }
  }

  #pathOf(source: string): string {
    return join(this.#path, nameOf(source));
  }
}

function* keptText({ nodes, origins, digest, by }: KeptNodes): Sliced<string> {
  const head: z.input<typeof KeptHead> = {
    formatVersion: FORMAT_VERSION,
    writtenBy: PROGRAM_VERSION,
    digest,
    by,
  };
  const parts: string[] = [];
  // A source without nodes has one empty part.
  for (let start = 0; start === 0 || start < nodes.length; start += SLICE_ITEMS) {
    const end = start + SLICE_ITEMS;
    parts.push(JSON.stringify({ nodes: nodes.slice(start, end), origins: origins?.slice(start, end) }));
    yield;
  }
  return `${JSON.stringify(head).slice(0, -1)}${LAYOUT.open}${parts.join(LAYOUT.between)}${LAYOUT.close}`;
}

/** Throws `data-newer`, `data-damaged`. */
function* parseKept(path: string, text: string): Sliced<Omit<KeptNodes, 'readAt'>> {
  const bodyAt = text.indexOf('\n') + 1;
  const head = bodyAt === 0 ? text : `${text.slice(0, bodyAt)}${LAYOUT.close}`;
  const { digest, by } = parseRecord(path, head, KeptHead, FORMAT_VERSION);
  if (!text.endsWith(LAYOUT.close)) throw damaged(path, 'its end is missing');
  const nodes: Node[] = [];
  const origins: string[] = [];
  let isFolder = false;
  for (const line of text.slice(bodyAt, -LAYOUT.close.length).split(LAYOUT.between)) {
    const part = parseRecord(path, line, KeptPart, FORMAT_VERSION);
    nodes.push(...part.nodes);
    origins.push(...(part.origins ?? []));
    isFolder ||= part.origins !== undefined;
    yield;
  }
  return { nodes, origins: isFolder ? origins : undefined, digest, by };
}

function nameOf(source: string): string {
  return `${createHash('sha256').update(source).digest('hex')}.json`;
}
