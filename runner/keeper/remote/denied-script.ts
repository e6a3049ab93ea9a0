/** So much of the latest output is looked at. */
const LOOKED_AT = 2048;

/** Notices that a script could not be executed where it stands, by what the node said of it last. */
export class DeniedScript {
  readonly #path: string;
  readonly #node: string;
  #latest = '';

  constructor(path: string, node: string) {
    this.#path = path;
    this.#node = node;
  }

  take(chunk: Buffer): void {
    this.#latest = (this.#latest + chunk.subarray(-LOOKED_AT).toString('utf8')).slice(-LOOKED_AT);
  }

  /** What can be done, as a line of output; undefined where the script was executed, for all that is known. */
  advice(exitCode: number | undefined): string | undefined {
    if (exitCode === 0 || exitCode === undefined) return undefined;
    const isDenied = this.#latest
      .split('\n')
      .some((line) => line.includes(this.#path) && /permission denied/i.test(line));
    if (!isDenied) return undefined;
    return `outrunner: ${this.#path} may not be executed on ${this.#node}. If its folder is mounted noexec, or another user has to read it, name another by file-copy-destination-dir, or set script-step-piped to true.\n`;
  }
}
