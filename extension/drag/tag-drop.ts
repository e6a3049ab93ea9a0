import * as l10n from '@vscode/l10n';
import { jobPath } from '../../job-language/format/job-path.ts';
import { Tag } from '../../protocol/ids.ts';
import type { JobOverview, JobSelector } from '../../protocol/routes/shapes/job-shapes.ts';
import type { RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import type { DropPart } from './drop-part.ts';

/** Returns the part of a drop that adds tags to runners. */
export function tagsOfRunners(runners: readonly RunnerOverview[], tags: readonly string[]): DropPart {
  const created = runners.filter(({ local }) => !local);
  const missing = (runner: RunnerOverview) => tags.filter((tag) => !runner.tags.some((it) => it === tag));
  const changed = created.filter((runner) => missing(runner).length > 0);
  return {
    noun: 'runner',
    changes: changed.map((runner) => ({
      kind: 'runner-tags',
      runner: runner.id,
      tags: [...runner.tags, ...missing(runner)],
    })),
    changed: changed.map(({ name }) => name),
    already: created.filter((runner) => !changed.includes(runner)).map(({ name }) => name),
    refusals: runners
      .filter(({ local }) => local)
      .map(({ name }) => l10n.t('The {0} has no tags. To run a job there, use “Edit Job Tags”.', name)),
    effects: [
      tags.length === 1
        ? l10n.t('Jobs that select this tag may then run on more runners.')
        : l10n.t('Jobs that select these tags may then run on more runners.'),
    ],
  };
}

/** Describes the effect of additional tags on the executions of jobs with a runner selector. */
function effectOf(selector: JobSelector, tags: readonly string[]): string {
  const isOne = tags.length === 1;
  if (selector.mode === 'LOCAL')
    return isOne
      ? l10n.t('Jobs that run on the Local Runner then run on runners with this tag instead.')
      : l10n.t('Jobs that run on the Local Runner then run on runners with these tags instead.');
  if (selector.match === 'all')
    return isOne
      ? l10n.t('Jobs that require all of their tags then require this tag too.')
      : l10n.t('Jobs that require all of their tags then require these tags too.');
  return isOne
    ? l10n.t('Jobs that accept any of their tags then accept this tag too.')
    : l10n.t('Jobs that accept any of their tags then accept these tags too.');
}

/** Returns the part of a drop that adds tags to the runner selectors of jobs. Refuses jobs that select by a filter. */
export function tagsOfJobs(jobs: readonly JobOverview[], tags: readonly string[]): DropPart {
  const outcomes = jobs.map((job) => ({ job, selector: withTags(job.selector, tags) }));
  const changed = outcomes.flatMap(({ job, selector }) =>
    typeof selector === 'object' ? [{ job, selector }] : [],
  );
  const namesOf = (outcome: 'already' | 'filter') =>
    outcomes.filter(({ selector }) => selector === outcome).map(({ job }) => jobPath(job));
  return {
    noun: 'job',
    changes: changed.map(({ job: { id, revision }, selector }) => ({
      kind: 'job-selector',
      job: { id, revision },
      selector,
    })),
    changed: changed.map(({ job }) => jobPath(job)),
    already: namesOf('already'),
    refusals: namesOf('filter').map((name) =>
      l10n.t('Job "{0}" selects its runners by a filter. Change the filter with “Edit Job Tags”.', name),
    ),
    effects: [...new Set(changed.map(({ job: { selector } }) => effectOf(selector, tags)))],
  };
}

function withTags(selector: JobSelector, tags: readonly string[]): JobSelector | 'already' | 'filter' {
  if (selector.mode === 'FILTER') return 'filter';
  const wanted = tags.map((tag) => Tag.parse(tag));
  if (selector.mode === 'LOCAL') return { mode: 'TAGS', match: 'all', tags: wanted };
  const missing = wanted.filter((tag) => !selector.tags.includes(tag));
  return missing.length === 0 ? 'already' : { ...selector, tags: [...selector.tags, ...missing] };
}
