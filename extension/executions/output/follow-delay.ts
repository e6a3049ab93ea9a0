const FOLLOW_MS = 1000;
/**
 * A document of this many characters is updated half as often as an empty one, because VS Code reads and compares the
 * whole text.
 */
const CHARACTERS_PER_FOLLOW = 4 * 1024 * 1024;
/** Maximum delay after failed reads, in ms. */
const LONGEST_MS = 15_000;

/** The state of a document that follows its output. */
export interface FollowState {
  /** Characters of the document at the last successful read. */
  readonly characters: number;
  /** Number of failed reads since the last successful one. */
  readonly failures: number;
}

/**
 * Returns the delay before the next read of a document, in ms. A failed read may have loaded a whole part, which the
 * next read loads again. Each failure therefore doubles the delay.
 */
export function followDelay({ characters, failures }: FollowState): number {
  const delay = FOLLOW_MS * (1 + characters / CHARACTERS_PER_FOLLOW);
  return failures === 0 ? delay : Math.min(LONGEST_MS, delay * 2 ** failures);
}
