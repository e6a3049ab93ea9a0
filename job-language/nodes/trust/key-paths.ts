import { isRunnerKeyPath } from '../../../protocol/entities/runner-key-path.ts';

/** The project property that lists the key paths that nodes may use. */
export const NODE_KEY_PATHS = 'project.nodeKeyPaths';

/** Returns the listed patterns, or undefined if the project has no list. */
export function nodeKeyPathsOf(config: Readonly<Record<string, string>>): readonly string[] | undefined {
  const written = config[NODE_KEY_PATHS]?.trim() ?? '';
  if (written === '') return undefined;
  const patterns = written.split(',').map((part) => part.trim());
  return patterns.filter((part) => part !== '').map(fullPath);
}

/**
 * Returns whether a key path matches one of the patterns. `*` matches any text within one part of the path, and `**`
 * matches any number of parts. A path with an empty part, `.` or `..` matches nothing.
 */
export function isListedKeyPath(path: string, patterns: readonly string[]): boolean {
  const parts = fullPath(path).split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) return false;
  return patterns.some((pattern) => matches(pattern.split('/'), parts));
}

function matches(pattern: readonly string[], parts: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return parts.length === 0;
  if (first === '**')
    return rest.length === 0 ? parts.length > 0 : parts.some((_, at) => matches(rest, parts.slice(at)));
  const [part, ...others] = parts;
  return part !== undefined && matchesPart(first, part) && matches(rest, others);
}

/**
 * Returns whether one part of a path matches a pattern in which `*` matches any text. Searches for each piece of the
 * pattern after the previous one, so the time is linear.
 */
function matchesPart(pattern: string, part: string): boolean {
  const [head = '', ...pieces] = pattern.split('*');
  const tail = pieces.pop();
  if (tail === undefined) return part === head;
  if (part.length < head.length + tail.length || !part.startsWith(head) || !part.endsWith(tail)) return false;
  let from = head.length;
  for (const piece of pieces) {
    const at = part.indexOf(piece, from);
    if (at === -1 || at + piece.length > part.length - tail.length) return false;
    from = at + piece.length;
  }
  return true;
}

/** Returns the full path of a key: adds the prefix `keys/` if it is missing, unless the key is on a runner. */
function fullPath(written: string): string {
  const path = written.normalize('NFC').trim();
  if (isRunnerKeyPath(path)) return path;
  return `keys/${path.replace(/^\/+/, '').replace(/^keys(?:\/|$)/, '')}`;
}
