import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolderSync } from '../../data-dir/make-folder.ts';
import type { Script } from '../../link/command.ts';

/** Files that live as long as a step: its script. */
export class ScriptFiles {
  readonly #folder: string;

  /** `folder` is emptied: what stands there was left by a keeper that died. */
  constructor(folder: string) {
    this.#folder = folder;
    rmSync(folder, { recursive: true, force: true });
    makeFolderSync(folder);
  }

  /** Writes the script, for its owner alone, and gives its path. Throws the system's error. */
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
