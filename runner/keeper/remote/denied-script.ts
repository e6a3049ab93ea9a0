/** Length of the latest output that is inspected, in characters. */
const LOOKED_AT = 2048;

/** Detects from the latest output that the node refused to execute the script at its path. */
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

  /** Returns the remedy as a line of output; undefined if the script was apparently executed. */
  advice(exitCode: number | undefined): string | undefined {
    if (exitCode === 0 || exitCode === undefined) return undefined;
    const isDenied = this.#latest
      .split('\n')
      .some((line) => line.includes(this.#path) && /permission denied/i.test(line));
    if (!isDenied) return undefined;
    return `outrunner: ${this.#path} may not be executed on ${this.#node}. If its folder is mounted noexec, or another user has to read it, set another folder in file-copy-destination-dir, or set script-step-piped to true.\n`;
  }
}
