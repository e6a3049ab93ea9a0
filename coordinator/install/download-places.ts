import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';

/**
 * Anyone may request a download, and each download takes a long time. The first limit is the total; the second is per
 * address, so that one address cannot use all slots.
 */
const MOST_AT_ONCE = 32;
const MOST_OF_ONE = 24;

/**
 * A download earns credit for each byte that it sends, and loses credit at this rate. A download without credit may be
 * ended to free its slot for another download.
 */
const LEAST_BYTES_A_SECOND = 64 * 1024;
const MOST_CREDIT = 10 * LEAST_BYTES_A_SECOND;

/** A client that downloads a file. */
export interface Downloader {
  readonly address: string;
  /** Ends the download immediately. The client may resume it with a `Range` header. */
  readonly cut: () => void;
}

export interface DownloadPlace {
  /** Reports that another `bytes` bytes were sent to the client. */
  took(bytes: number): void;
  /** Frees the slot. Idempotent. */
  leave(): void;
}

interface Taken extends Downloader {
  credit: number;
  /** Time at which `credit` was determined, in monotonic ms. */
  at: number;
}

/** Limits concurrent downloads. A slow download keeps its slot until another download needs one. */
export class DownloadPlaces {
  readonly #now: () => number;
  readonly #taken = new Set<Taken>();

  /** @param now monotonic ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Reserves a slot. Throws `too-many-downloads` if no slot is free and no slow download can be ended. */
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
        // The operating system buffers the first bytes for any client. Without the cap, a slow client would look fast
        // for a long time.
        taken.credit = Math.min(MOST_CREDIT, Math.max(0, creditOf(taken, now)) + bytes);
        taken.at = now;
      },
      leave: () => void this.#taken.delete(taken),
    };
  }

  /** Ends the slowest of these downloads. Throws `too-many-downloads` if each still has credit. */
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
