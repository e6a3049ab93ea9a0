import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../../protocol/ids.ts';
import type { ArchiveReport, ImportStatus } from '../../../protocol/routes/shapes/archive-shapes.ts';
import { isoSeconds } from '../../../support/time/iso-seconds.ts';

/** Maximum number of imports that wait or run, because their archives are in memory. */
const MOST_PENDING = 4;
/** Maximum number of these imports that one user started, so that one user cannot block the others. */
const MOST_OF_USER = 2;
/** Maximum number of projects whose last import is remembered. */
const MOST_KEPT = 1000;

interface LastImport {
  /** The user who started the import. */
  readonly user: string;
  readonly isPending: boolean;
  readonly lastUpdate: string;
  readonly errors: readonly string[];
  /** Epoch ms. */
  readonly time: number;
}

/** Imports archives in the background, and remembers the last import of each project until the coordinator ends. */
export class AsyncImports {
  readonly #now: () => number;
  readonly #last = new Map<ProjectName, LastImport>();

  /** @param now returns epoch ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Throws `in-use` while an import of the project is pending, and `too-many-requests` while too many imports of
   * other projects are pending, of the user or of all users.
   */
  requireIdle(user: string, project: ProjectName): void {
    if (this.#last.get(project)?.isPending === true)
      throw new OutrunnerError('in-use', {
        kind: 'Project',
        name: project,
        by: 'an import is in progress',
        remedy: 'Wait until the status of the import shows that it has ended.',
      });
    const pending = [...this.#last.values()].filter(({ isPending }) => isPending);
    if (pending.filter((it) => it.user === user).length >= MOST_OF_USER)
      throw tooMany('imports of projects in progress of this user', MOST_OF_USER);
    if (pending.length >= MOST_PENDING) throw tooMany('imports of projects in progress', MOST_PENDING);
  }

  /** Runs an import of a user in the background. */
  start(user: string, project: ProjectName, run: () => Promise<ArchiveReport>): void {
    this.requireIdle(user, project);
    this.#set(project, { user, isPending: true, lastUpdate: 'The import is in progress.', errors: [] });
    run().then(
      (report) => {
        const errors = [
          ...(report.errors ?? []),
          ...(report.execution_errors ?? []),
          ...(report.acl_errors ?? []),
          ...(report.scm_errors ?? []),
          ...(report.other_errors ?? []),
        ];
        const lastUpdate = report.successful
          ? 'The import has ended.'
          : 'The import has ended, and some jobs were not imported.';
        this.#set(project, { user, isPending: false, lastUpdate, errors });
      },
      (error: unknown) => {
        const problem = error instanceof Error ? error.message : String(error);
        this.#set(project, {
          user,
          isPending: false,
          lastUpdate: 'The import has failed.',
          errors: [problem],
        });
      },
    );
  }

  /** Returns the state of the last import in the background. Throws `not-found` if there was none. */
  status(project: ProjectName): ImportStatus {
    const last = this.#last.get(project);
    if (last === undefined)
      throw new OutrunnerError('not-found', { kind: 'Asynchronous import of project', name: project });
    const { lastUpdate, time, errors } = last;
    return {
      lastUpdate,
      lastUpdated: isoSeconds(time),
      errors: errors.length === 0 ? 'No errors.' : [...errors],
    };
  }

  #set(project: ProjectName, state: Omit<LastImport, 'time'>): void {
    // Insert the entry again, so that the first entry of the map is the oldest.
    this.#last.delete(project);
    this.#last.set(project, { ...state, time: this.#now() });
    for (const [name, { isPending }] of this.#last) {
      if (this.#last.size <= MOST_KEPT) break;
      if (!isPending) this.#last.delete(name);
    }
  }
}

function tooMany(what: string, limit: number): OutrunnerError {
  return new OutrunnerError('too-many-requests', { what, limit, seconds: 60 });
}
