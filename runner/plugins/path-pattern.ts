/** Maximum length of pattern and path, in characters. Longer values never match. */
const LONGEST = 4096;

/**
 * Returns whether a path matches an Ant pattern: `*` is any characters of one name, `?` is one character, `**` is any
 * number of folders; a pattern that ends in `/` matches everything in that folder. Path and pattern are relative and
 * use `/`. The time is proportional to the product of their lengths.
 */
export function matchesPathPattern(path: string, pattern: string): boolean {
  if (path.length > LONGEST || pattern.length > LONGEST) return false;
  const whole = pattern.endsWith('/') ? `${pattern}**` : pattern;
  return matches(namesOf(path), namesOf(whole.replace(/^\.\//, '')), '**', matchesName);
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '');
}

function matchesName(name: string, pattern: string): boolean {
  return matches([...name], [...pattern], '*', (one, wanted) => wanted === '?' || one === wanted);
}

/** Matches two sequences, where `wildcard` matches any number of parts. */
function matches(
  parts: readonly string[],
  wanted: readonly string[],
  wildcard: string,
  same: (part: string, pattern: string) => boolean,
): boolean {
  let met = afterWildcards(
    [true, ...wanted.map(() => false)],
    wanted.map((pattern) => pattern === wildcard),
  );
  for (const part of parts) {
    const next = wanted.map((pattern, index) =>
      pattern === wildcard ? met[index + 1] === true : met[index] === true && same(part, pattern),
    );
    met = afterWildcards(
      [false, ...next],
      wanted.map((pattern) => pattern === wildcard),
    );
  }
  return met[wanted.length] === true;
}

/** `met[n]` means that the first n parts match. A wildcard can also match zero parts. */
function afterWildcards(met: boolean[], wildcards: readonly boolean[]): boolean[] {
  for (const [index, isWildcard] of wildcards.entries())
    if (isWildcard && met[index] === true) met[index + 1] = true;
  return met;
}
