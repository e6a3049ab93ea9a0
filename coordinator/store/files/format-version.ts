/**
 * Every kept file carries the version of its format. A newer program migrates it after a copy; an older one refuses it
 * and names the version that wrote it.
 */
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';

/** One step of a migration: turns format `from` into `from + 1`. */
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
 * The steps from the format found to `current`, in order; empty when it is current.
 *
 * Throws `data-newer` for a newer format, `data-damaged` for one that no step leads away from.
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

/** Where the copy stands that is made before a migration. */
export function copyBeforeMigration(found: FoundFormat): string {
  return `${found.path}.format-${found.formatVersion}`;
}
