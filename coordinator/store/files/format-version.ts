/**
 * Format versions of stored files. A newer program copies a file in an older format and then migrates it. An older
 * program refuses the file and reports the version of the program that wrote it.
 */
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';

/** A step of a migration: converts format `from` to `from + 1`. */
export interface Migration<Subject> {
  readonly from: number;
  readonly migrate: (subject: Subject) => Subject;
}

export interface FoundFormat {
  readonly path: string;
  readonly formatVersion: number;
  /** Version of the program that wrote the file. */
  readonly writtenBy: string;
}

/**
 * Returns the steps from the found format to `current`, in order; empty if the format is current.
 *
 * Throws `data-newer` for a newer format, and `data-damaged` for a format without a migration.
 */
export function migrationsFor<Subject>(
  found: FoundFormat,
  current: number,
  migrations: readonly Migration<Subject>[],
): readonly Migration<Subject>[] {
  if (found.formatVersion > current)
    throw new OutrunnerError('data-newer', { path: found.path, version: found.writtenBy });
  const steps: Migration<Subject>[] = [];
  for (let version = found.formatVersion; version < current; version += 1) {
    const step = migrations.find(({ from }) => from === version);
    if (step === undefined)
      throw new OutrunnerError('data-damaged', {
        path: found.path,
        problem: `its format ${found.formatVersion} is unknown`,
      });
    steps.push(step);
  }
  return steps;
}

/** Returns the path of the copy that is made before a migration. */
export function copyBeforeMigration(found: FoundFormat): string {
  return `${found.path}.format-${found.formatVersion}`;
}
