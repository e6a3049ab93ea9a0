import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../protocol/ids.ts';

export const KEY_ROOT = 'keys';
const MOST_SEGMENTS = 32;
const MOST_SEGMENT_BYTES = 255;

/**
 * Returns the stored form of a key path: `keys/…`, without a trailing slash, in Unicode NFC, so that paths that look
 * the same are equal. `below`: the part after `keys/`; empty for the root.
 *
 * Throws `invalid-input` for empty segments, `.` and `..`, control characters, backslashes, and paths that are too
 * long.
 */
export function keyPath(below: string): string {
  const text = below.normalize('NFC').replace(/\/$/, '');
  const segments = text === '' ? [] : text.split('/');
  const problem =
    segments.length > MOST_SEGMENTS
      ? `it has more than ${MOST_SEGMENTS} parts`
      : segments.map(problemOfSegment).find((found) => found !== undefined);
  if (problem === undefined) return [KEY_ROOT, ...segments].join('/');
  throw new OutrunnerError('invalid-input', {
    what: 'The path of the key',
    problem,
    remedy: 'A path is like keys/project/NAME/database/password.',
  });
}

/** Like {@link keyPath}, but accepts a path with or without `keys/`. */
export function writtenKeyPath(path: string): string {
  return keyPath(
    path
      .trim()
      .replace(/^\/+/, '')
      .replace(/^keys(?:\/|$)/, ''),
  );
}

/** Returns the project that a path belongs to (`keys/project/NAME/…`); undefined for shared keys. */
export function projectOfKey(path: string): ProjectName | undefined {
  const [, scope, name] = path.split('/');
  const project = scope === 'project' ? ProjectName.safeParse(name) : undefined;
  return project?.success === true ? project.data : undefined;
}

function problemOfSegment(segment: string): string | undefined {
  if (segment === '') return 'a part of it is empty';
  if (segment === '.' || segment === '..') return `"${segment}" is not a name`;
  if (segment !== segment.trim()) return `"${segment}" begins or ends with a space`;
  if (/[\p{Cc}\p{Cf}\p{Cs}\\]/u.test(segment)) return 'a part of it contains a character that is not allowed';
  return Buffer.byteLength(segment) > MOST_SEGMENT_BYTES ? 'a part of it is too long' : undefined;
}
