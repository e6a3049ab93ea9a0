import type { Project } from '../../protocol/entities/project.ts';
import type { Settings } from '../../protocol/entities/settings.ts';
import { ownValue } from '../../support/records/own-value.ts';

/** Rundeck's property of a project. */
const PROPERTY = 'project.option.input.validation.default.pattern';

/**
 * Returns the pattern for the values of options that have no pattern of their own: that of the project, otherwise that
 * of the system; undefined if there is none.
 */
export function defaultOptionPattern(
  { jobs }: Pick<Settings, 'jobs'>,
  project: Pick<Project, 'config'> | undefined,
): string | undefined {
  const own = ownValue(project?.config, PROPERTY) ?? '';
  const pattern = own.trim() === '' ? jobs.optionPattern : own;
  return pattern.trim() === '' ? undefined : pattern;
}
