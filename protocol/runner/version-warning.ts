import { PROGRAM_VERSION } from '../version.ts';

/** What to do about a replica of another version than the coordinator's; undefined where they are the same. */
export function versionWarning(replica: string, coordinator: string = PROGRAM_VERSION): string | undefined {
  if (replica === coordinator) return undefined;
  return `It is of version ${replica}, and the coordinator of ${coordinator}: install that version on its host, and start it again.`;
}
