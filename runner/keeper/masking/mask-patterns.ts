/** A line of a multi-line secret (a key file, say) is masked alone from this many bytes on; shorter ones are no secret. */
const SHORTEST_LINE = 6;

/**
 * The byte sequences that must not be seen: each secret whole, and the lines of one that has several, since a terminal
 * or a log changes line ends.
 */
export function maskPatterns(secrets: readonly string[]): Buffer[] {
  const texts = new Set<string>();
  for (const secret of secrets) {
    if (secret === '') continue;
    texts.add(secret);
    const lines = secret.split(/\r?\n/);
    if (lines.length === 1) continue;
    for (const line of lines) {
      if (Buffer.byteLength(line) >= SHORTEST_LINE) texts.add(line);
    }
  }
  return [...texts].map((text) => Buffer.from(text, 'utf8'));
}
