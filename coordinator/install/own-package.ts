import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { PROGRAM_VERSION } from '../../protocol/version.ts';
import { tarball } from './tarball.ts';

/** File names of the programs of a runner. */
const PROGRAMS = ['outrunner.cjs', 'runner.cjs', 'keeper.cjs', 'plugin-step.cjs'];

/** The manifest has no dependencies, so that a host needs no npm registry. */
const MANIFEST = {
  name: 'outrunner',
  version: PROGRAM_VERSION,
  license: 'MIT',
  description: 'An Outrunner runner, as downloaded from its coordinator',
  bin: { outrunner: 'dist/outrunner.cjs' },
  engines: { node: '>=20.15' },
};

export interface Package {
  readonly bytes: Buffer;
  /** SHA-256 of the bytes, in hex. */
  readonly checksum: string;
}

/**
 * The npm package of a runner, built from the programs in this program's folder. Served if `SHA256SUMS` in the
 * downloads folder lists no npm package.
 */
export class OwnPackage {
  readonly #folder: string | undefined;
  #made: Promise<Package | undefined> | undefined;

  /**
   * @param folder contains the built programs; undefined when running from source, in which case there is no package
   */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** Returns the package, which is built on first use; undefined if a program is missing. */
  get(): Promise<Package | undefined> {
    this.#made ??= this.#make();
    return this.#made;
  }

  async #make(): Promise<Package | undefined> {
    const folder = this.#folder;
    if (folder === undefined) return undefined;
    const programs = await Promise.all(PROGRAMS.map((name) => readFile(join(folder, name)))).catch(() => []);
    if (programs.length === 0) return undefined;
    const bytes = await promisify(gzip)(
      tarball([
        { path: 'package/package.json', bytes: Buffer.from(`${JSON.stringify(MANIFEST, null, 2)}\n`) },
        ...programs.map((program, index) => ({
          path: `package/dist/${PROGRAMS[index]}`,
          bytes: program,
          executable: index === 0,
        })),
      ]),
    );
    return { bytes, checksum: createHash('sha256').update(bytes).digest('hex') };
  }
}
