import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';

/** Bit in the octal flags of `/proc/self/fdinfo`: the descriptor is closed on exec. */
const CLOSE_ON_EXEC = 0o2000000;

/**
 * Descriptors that a native library opened without close-on-exec. Every step would inherit them, and a terminal never
 * hangs up while a process has it open. So each step gets `/dev/null` in place of these descriptors.
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

  /** Returns the `stdio` entries of a spawn, from descriptor 3 on. */
  overlay(): ('ignore' | number)[] {
    const highest = Math.max(2, ...this.#open);
    return Array.from({ length: highest - 2 }, (_, index) =>
      this.#open.has(index + 3) ? this.#nothing : 'ignore',
    );
  }
}

/**
 * Closes descriptors that this process inherited. A keeper outlives its starter. A process that waits for the end of an
 * inherited pipe would therefore wait for the keeper and all its steps. Linux only.
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
      // The descriptor that listed the folder is already closed.
    }
  }
}
