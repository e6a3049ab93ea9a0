import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';

/** The first version of Node.js that has `node:sqlite` without a flag. */
const OLDEST_NODE = { major: 22, minor: 13 };

/**
 * Throws `node-too-old` if `version` (as in `process.versions.node`) lacks features that the storage needs.
 *
 * Must be called before any file of a data dir is touched.
 */
export function requireNode(version: string = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor);
  if (!enough) throw new OutrunnerError('node-too-old', { version });
}

/**
 * Returns the built-in SQLite. On an older Node.js, an `import` would fail while the program is loaded, before the
 * program can report `node-too-old`.
 */
export function loadSqlite(): typeof import('node:sqlite') {
  requireNode();
  return process.getBuiltinModule('node:sqlite');
}
