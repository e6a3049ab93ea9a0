import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';

/** In `/proc/self/fdinfo`, octal: the descriptor is closed when a program is executed. */
const CLOSE_ON_EXEC = 0o2000000;

/**
 * Descriptors that a native library opened without close-on-exec. Every step would inherit them, and a terminal never
 * hangs up while one does; so each step is given `/dev/null` in their places.
 */
export class InheritableDescriptors {
  readonly #open = new Set<number>();
  readonly #nothing = openSync('/dev/null', 'r+');

  add(descriptor: number): void {
    this.#open.add(descriptor);
  }

  delete(descriptor: number): void {
    this.#open.delete(descriptor);
  }

  /** Entries from 3 on for the `stdio` of a spawn. */
  overlay(): ('ignore' | number)[] {
    const highest = Math.max(2, ...this.#open);
    return Array.from({ length: highest - 2 }, (_, index) =>
      this.#open.has(index + 3) ? this.#nothing : 'ignore',
    );
  }
}

/**
 * Closes what whoever started this process left open in it: a keeper outlives its starter for long, and whoever waits
 * for the end of such a pipe would wait for the keeper and all its steps. Linux only.
 */
export function closeInherited(): void {
  if (process.platform !== 'linux') return;
  for (const name of readdirSync('/proc/self/fd')) {
    const descriptor = Number(name);
    if (descriptor <= 2) continue;
    try {
      const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${name}`, 'latin1'))?.[1];
      if (flags !== undefined && (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0) closeSync(descriptor);
    } catch {
      // It was the listing's own, and is closed already.
    }
  }
}
