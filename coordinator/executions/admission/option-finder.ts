import type { Job } from '../../../job-language/format/job.ts';
import { findOptions } from '../../../job-language/options/find-options.ts';
import type { GivenOptions } from '../../../job-language/options/given-options.ts';
import type { RefusedOptions, ResolvedOptions } from '../../../job-language/options/resolve-options.ts';
import type { ProjectName } from '../../../protocol/ids.ts';
import { ownValue } from '../../../support/records/own-value.ts';
import { ownTimeZone } from '../../../support/time/own-time-zone.ts';
import { defaultOptionPattern } from '../../options/default-option-pattern.ts';
import { settingsOf } from '../../store/definitions/coordinator-definitions.ts';
import type { ExecutionsParts } from '../needs.ts';

export type OptionFinderParts = Pick<
  ExecutionsParts,
  'clock' | 'definitions' | 'readKey' | 'patterns' | 'listedOptions'
>;

/** The project and user for whom options are resolved. */
export interface OptionRun {
  readonly project: ProjectName;
  readonly user: string;
}

/** Resolves the options of a run, including defaults from key storage, patterns and relative dates. */
export class OptionFinder {
  readonly #parts: OptionFinderParts;

  constructor(parts: OptionFinderParts) {
    this.#parts = parts;
  }

  async find(
    job: Job,
    given: GivenOptions,
    { project, user }: OptionRun,
  ): Promise<ResolvedOptions | RefusedOptions> {
    const { clock, definitions, readKey, patterns, listedOptions } = this.#parts;
    const snapshot = await definitions.snapshot();
    const settings = settingsOf(snapshot);
    const named: Readonly<Record<string, string>> = {
      name: job.name,
      group: job.group ?? '',
      project,
      username: user,
      'user.name': user,
    };
    return findOptions(job.options, given, {
      moment: { instant: clock.epoch(), zone: ownTimeZone() },
      readKey: (path) => readKey(path, project),
      patterns,
      rejectUndeclared: job.rejectUndeclaredOptions === true || settings.jobs.rejectUndeclaredOptions,
      defaultPattern: defaultOptionPattern(settings, snapshot.get('projects', project)),
      ...(listedOptions === undefined
        ? {}
        : {
            remoteValues: (option, values) => listedOptions.allowed(option, { job, project, user, values }),
          }),
      lookup: ({ group, key }) => (group === 'job' ? ownValue(named, key) : undefined),
    });
  }
}
