import { PROGRAM_VERSION } from '../version.ts';

/**
 * Returns the remedy for a replica whose version differs from the coordinator's; undefined if the versions are equal.
 */
export function versionWarning(replica: string, coordinator: string = PROGRAM_VERSION): string | undefined {
  if (replica === coordinator) return undefined;
  return `It is of version ${replica}, and the coordinator of ${coordinator}: install that version on its host, and start it again.`;
}
