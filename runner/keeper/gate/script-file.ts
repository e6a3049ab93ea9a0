import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolderSync } from '../../data-dir/make-folder.ts';
import type { Script } from '../../link/command.ts';

/** The script files of running steps. */
export class ScriptFiles {
  readonly #folder: string;

  /** Empties `folder`, which may contain files of a keeper that died. */
  constructor(folder: string) {
    this.#folder = folder;
    rmSync(folder, { recursive: true, force: true });
    makeFolderSync(folder);
  }

  /** Writes the script, executable by its owner only, and returns its path. Throws the system's error. */
  write(operationId: string, script: Script): string {
    const extension = script.extension.replace(/[^A-Za-z0-9._-]/g, '');
    const path = join(this.#folder, `${operationId}${extension}`);
    writeFileSync(path, script.text, { mode: 0o700, flag: 'wx' });
    return path;
  }

  remove(path: string): void {
    rmSync(path, { force: true });
  }
}
