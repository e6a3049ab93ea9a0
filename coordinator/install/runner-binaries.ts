import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { DOWNLOAD_NAMES, DOWNLOADS } from '../../protocol/install/install-source.ts';
import type { BytesReply } from '../http/handler.ts';
import { parseRange } from '../network/range.ts';
import { type Downloader, type DownloadPlace, DownloadPlaces } from './download-places.ts';
import type { OwnPackage } from './own-package.ts';

const CHECKSUMS = 'SHA256SUMS';
const LINE = /^([0-9a-f]{64}) [ *](\S+)$/;
const CHUNK = 256 * 1024;

/** The client of a download. `signal` is aborted when the answer ends for any reason. */
export interface DownloadCall extends Downloader {
  readonly signal: AbortSignal;
}

/**
 * The files that runner hosts may download: the files in one folder whose names are in the list of downloads. If
 * `SHA256SUMS` in the folder lists no npm package, the coordinator serves its own package.
 */
export class RunnerBinaries {
  readonly #folder: string;
  readonly #own: OwnPackage;
  readonly #places = new DownloadPlaces(() => performance.now());

  constructor(folder: string, own: OwnPackage) {
    this.#folder = folder;
    this.#own = own;
  }

  /**
   * Returns the SHA-256 (hex) of each file that can be downloaded, by name. Reads the folder for each call, so that
   * files can be added at any time.
   */
  async checksums(): Promise<Readonly<Record<string, string>>> {
    const listed = await this.#listed();
    if (listed[DOWNLOADS.npm] !== undefined) return listed;
    const own = await this.#own.get();
    return own === undefined ? listed : { ...listed, [DOWNLOADS.npm]: own.checksum };
  }

  async #listed(): Promise<Readonly<Record<string, string>>> {
    const text = await readFile(join(this.#folder, CHECKSUMS), 'utf8').catch(() => '');
    const listed = text.split('\n').flatMap((line) => {
      const [, checksum, name] = LINE.exec(line.trim()) ?? [];
      return checksum === undefined || name === undefined || !DOWNLOAD_NAMES.includes(name)
        ? []
        : [[name, checksum] as const];
    });
    const there = await Promise.all(listed.map(([name]) => this.#size(name)));
    return Object.fromEntries(listed.filter((_, index) => there[index] !== undefined));
  }

  /** Sends a file, or the part that `range` selects. Throws `not-found`, `too-many-downloads`. */
  async download(name: string, range: string | undefined, call: DownloadCall): Promise<BytesReply> {
    const isKnown = name === CHECKSUMS || DOWNLOAD_NAMES.includes(name);
    const own = name === DOWNLOADS.npm ? await this.#ownPackage() : undefined;
    const size = own?.length ?? (isKnown ? await this.#size(name) : undefined);
    if (size === undefined) throw new OutrunnerError('not-found', { kind: 'Download', name });
    const asked = parseRange(range, size);
    const headers = { 'accept-ranges': 'bytes' };
    if (asked.kind === 'unsatisfiable') {
      const answer = { ...headers, 'content-range': `bytes */${size}`, 'content-length': '0' };
      return { status: 416, headers: answer, bytes: nothing() };
    }
    const place = this.#places.take(call);
    if (call.signal.aborted) place.leave();
    else call.signal.addEventListener('abort', () => place.leave(), { once: true });
    const { start, end } = asked.kind === 'part' ? asked : { start: 0, end: size };
    const length = { ...headers, 'content-length': String(end - start) };
    const bytes = counted(own ? inMemory(own.subarray(start, end)) : this.#read(name, start, end), place);
    if (asked.kind === 'whole') return { status: 200, headers: length, bytes };
    return {
      status: 206,
      headers: { ...length, 'content-range': `bytes ${start}-${end - 1}/${size}` },
      bytes,
    };
  }

  /**
   * Returns the coordinator's own npm package; undefined if `SHA256SUMS` lists a package or the package cannot be
   * built.
   */
  async #ownPackage(): Promise<Buffer | undefined> {
    const listed = await this.#listed();
    return listed[DOWNLOADS.npm] === undefined ? (await this.#own.get())?.bytes : undefined;
  }

  async *#read(name: string, start: number, end: number): AsyncGenerator<Uint8Array> {
    if (start === end) return;
    const file = createReadStream(join(this.#folder, name), { start, end: end - 1, highWaterMark: CHUNK });
    try {
      yield* file;
    } finally {
      file.destroy();
    }
  }

  async #size(name: string): Promise<number | undefined> {
    const found = await stat(join(this.#folder, name)).catch(() => undefined);
    return found?.isFile() === true ? found.size : undefined;
  }
}

async function* counted(bytes: AsyncIterable<Uint8Array>, place: DownloadPlace): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of bytes) {
      yield chunk;
      place.took(chunk.byteLength);
    }
  } finally {
    place.leave();
  }
}

async function* inMemory(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
