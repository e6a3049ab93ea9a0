import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/** Anybody may ask for downloads, and each answer is long: of all, and of one address, so that others find a place. */
const MOST_AT_ONCE = 32;
const MOST_OF_ONE = 24;

/** Credit that a download has and uses up at this rate, in bytes; what it takes gives it back. Without any it gives way. */
const LEAST_BYTES_A_SECOND = 64 * 1024;
const MOST_CREDIT = 10 * LEAST_BYTES_A_SECOND;

/** Who downloads. */
export interface Downloader {
  readonly address: string;
  /** Ends the download at once; it may be taken up later by its range. */
  readonly cut: () => void;
}

export interface DownloadPlace {
  /** So many bytes more are with the client. */
  took(bytes: number): void;
  /** Once or several times. */
  leave(): void;
}

interface Taken extends Downloader {
  credit: number;
  /** Monotonic ms: of that credit. */
  at: number;
}

/** The places of downloads. A slow download keeps its place for as long as nobody else needs it. */
export class DownloadPlaces {
  readonly #now: () => number;
  readonly #taken = new Set<Taken>();

  /** @param now monotonic ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Throws `too-many-downloads` where none is free and no slow one gives way. */
  take(downloader: Downloader): DownloadPlace {
    const { address } = downloader;
    const own = [...this.#taken].filter((it) => it.address === address);
    if (own.length >= MOST_OF_ONE) this.#makeRoom(own);
    else if (this.#taken.size >= MOST_AT_ONCE) this.#makeRoom([...this.#taken]);
    const taken: Taken = { ...downloader, credit: MOST_CREDIT, at: this.#now() };
    this.#taken.add(taken);
    return {
      took: (bytes) => {
        const now = this.#now();
        // What the system buffers at first counts no more than what a quick client takes.
        taken.credit = Math.min(MOST_CREDIT, Math.max(0, creditOf(taken, now)) + bytes);
        taken.at = now;
      },
      leave: () => void this.#taken.delete(taken),
    };
  }

  /** The slowest gives way. */
  #makeRoom(among: readonly Taken[]): void {
    const now = this.#now();
    const slow = among.filter((it) => creditOf(it, now) <= 0);
    const [slowest] = slow.sort((a, b) => creditOf(a, now) - creditOf(b, now));
    if (slowest === undefined) throw new OutrunnerError('too-many-downloads');
    this.#taken.delete(slowest);
    slowest.cut();
  }
}

function creditOf({ credit, at }: Taken, now: number): number {
  return credit - ((now - at) * LEAST_BYTES_A_SECOND) / 1000;
}
