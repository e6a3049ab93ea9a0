/**
 * The epochs of upload writers. A process starts each writer with the first epoch, and raises the epoch whenever the
 * writer restarts. The coordinator refuses frames of an epoch below the highest that it has seen, so a process must
 * start above all epochs of earlier processes.
 */
export interface WriterEpochs {
  /** First epoch of this process. */
  readonly firstEpoch: number;
  /** Returns whether every later process starts above `epoch`, even if this process dies now. */
  isReserved(epoch: number): boolean;
  /** Resolves once `epoch` is reserved durably. Rejects if it cannot be stored. */
  reserve(epoch: number): Promise<void>;
}

/** The highest epoch that is stored. Frames carry the epoch in 32 bits; the rest is room for unstored epochs. */
export const HIGHEST_EPOCH = 2 ** 31;
/** Epochs count seconds from this time, so that the clock alone stays below `HIGHEST_EPOCH` until 2094. */
const EPOCH_ORIGIN_SECONDS = Date.UTC(2026, 0, 1) / 1000;
/**
 * Number of epochs that a process may use from the stored epoch on. A process that needs more stores a higher epoch
 * first. Large enough that a process that restarts its writers now and then never has to.
 */
export const EPOCH_STRIDE = 1000;
/**
 * Seconds (30 days) that are added to the clock if the previous epoch is lost. Earlier epochs are this far ahead of the
 * clock only if the clock was set back, or after many leaps.
 */
const LOST_EPOCH_STRIDE = 30 * 24 * 3600;

/** Returns the first epoch of a process that starts at `epochMilliseconds`. `stored` is undefined if it was lost. */
export function firstEpochAfter(stored: number | undefined, epochMilliseconds: number): number {
  const seconds = Math.max(0, Math.floor(epochMilliseconds / 1000) - EPOCH_ORIGIN_SECONDS);
  const first = stored === undefined ? seconds + LOST_EPOCH_STRIDE : Math.max(seconds, stored + EPOCH_STRIDE);
  return Math.min(HIGHEST_EPOCH, first);
}
