import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';

/** The first Node that has `node:sqlite` without a flag. */
const OLDEST_NODE = { major: 22, minor: 13 };

/**
 * Throws `node-too-old` unless `version` (as `process.versions.node`) has what the storage needs.
 *
 * Called before anything of a data dir is touched.
 */
export function requireNode(version: string = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const enough = major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor);
  if (!enough) throw new OutrunnerError('node-too-old', { version });
}

/**
 * The built-in SQLite. Looked up when it is needed and not imported, so that a program which merely contains the
 * storage still loads on an older Node and can say `node-too-old`.
 */
export function loadSqlite(): typeof import('node:sqlite') {
  requireNode();
  return process.getBuiltinModule('node:sqlite');
}
