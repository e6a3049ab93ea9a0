/** Minimum length, in bytes, at which a line of a multi-line secret is masked on its own. */
const SHORTEST_LINE = 6;

/**
 * Returns the byte sequences to mask: each secret as a whole, and also each line of a multi-line secret, because a
 * terminal or a log may change line endings.
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
