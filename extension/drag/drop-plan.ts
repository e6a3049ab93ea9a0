import * as l10n from '@vscode/l10n';
import { andText, counted, namesText } from '../model/display-text.ts';
import type { Model } from '../model/model.ts';
import type { Confirmation } from '../prompts/prompts.ts';
import type { Subject } from '../tree/tree-node.ts';
import type { DropChange, DropPart } from './drop-part.ts';
import { projectOfRunners } from './project-drop.ts';
import { tagsOfJobs, tagsOfRunners } from './tag-drop.ts';

/** The result of a drop. `refused` and `unchanged` change nothing; their message explains why. */
export type DropPlan =
  | { readonly kind: 'refused' | 'unchanged'; readonly message: string }
  | {
      readonly kind: 'change';
      readonly confirmation: Confirmation;
      readonly changes: readonly DropChange[];
    };

/** Maximum number of rows in one drop. */
const MOST_ROWS = 1000;

/** Decides what a drop of rows on another row does. Ignores rows of a kind that the target does not accept. */
export function dropPlan(
  { runners, jobs }: Pick<Model, 'runners' | 'jobs'>,
  target: Subject,
  dragged: readonly Subject[],
): DropPlan {
  if (dragged.length > MOST_ROWS)
    return refused(
      l10n.t('Nothing was changed: {0} rows were dropped. Drop at most {1}.', dragged.length, MOST_ROWS),
    );
  const runnersOf = (rows: readonly Subject[]) => {
    const ids = new Set(rows.flatMap((row) => (row.kind === 'runner' ? row.runnerId : [])));
    return runners.filter(({ id }) => ids.has(id));
  };
  const jobsOf = (rows: readonly Subject[]) => {
    const ids = new Set(rows.flatMap((row) => (row.kind === 'job' ? row.jobId : [])));
    return jobs.filter(({ id }) => ids.has(id));
  };
  const has = (kind: Subject['kind']) => dragged.some((row) => row.kind === kind);
  const tags = [...new Set(dragged.flatMap((row) => (row.kind === 'tag' ? row.tag : [])))];
  if (target.kind === 'tag' && (has('runner') || has('job')))
    return tagPlan(
      [target.tag],
      [tagsOfRunners(runnersOf(dragged), [target.tag]), tagsOfJobs(jobsOf(dragged), [target.tag])],
    );
  if (target.kind === 'runner' && has('tag'))
    return tagPlan(tags, [tagsOfRunners(runnersOf([target]), tags)]);
  if (target.kind === 'job' && has('tag')) return tagPlan(tags, [tagsOfJobs(jobsOf([target]), tags)]);
  if (target.kind === 'project' && has('runner')) {
    const { project } = target;
    return planOf([projectOfRunners(runnersOf(dragged), project)], {
      question: (what) => l10n.t('Assign {0} to project "{1}"?', what, project),
      verb: l10n.t('Assign'),
      already: (what) => l10n.t('Nothing was changed: project "{0}" already has {1}.', project, what),
    });
  }
  return refused(
    l10n.t(
      'Nothing was changed. Drop a runner on a tag or a project, a tag on a runner or a job, or a job on a tag.',
    ),
  );
}

function tagPlan(tags: readonly string[], parts: readonly DropPart[]): DropPlan {
  const names = namesText(tags.map((tag) => `"${tag}"`));
  const isOne = tags.length === 1;
  return planOf(parts, {
    question: (what) =>
      isOne ? l10n.t('Add tag {0} to {1}?', names, what) : l10n.t('Add tags {0} to {1}?', names, what),
    verb: isOne ? l10n.t('Add Tag') : l10n.t('Add Tags'),
    already: (what) =>
      isOne
        ? l10n.t('Nothing was changed: tag {0} already belongs to {1}.', names, what)
        : l10n.t('Nothing was changed: tags {0} already belong to {1}.', names, what),
  });
}

interface DropTexts {
  readonly question: (what: string) => string;
  readonly verb: string;
  readonly already: (what: string) => string;
}

function planOf(parts: readonly DropPart[], { question, verb, already }: DropTexts): DropPlan {
  const changes = parts.flatMap((part) => part.changes);
  const refusals = parts.flatMap((part) => part.refusals);
  const had = objectsText(parts, (part) => part.already);
  if (changes.length === 0 && refusals.length > 0) return refused(listed(refusals));
  if (changes.length === 0 && had === '')
    return refused(
      l10n.t('Nothing was changed: the dropped rows no longer exist. Drop rows that the views show.'),
    );
  if (changes.length === 0) return { kind: 'unchanged', message: already(had) };
  const several =
    changes.length > 1
      ? namesText(
          parts.flatMap((part) => part.changed),
          10,
        )
      : '';
  const details = [
    several,
    ...parts.flatMap((part) => (part.changed.length === 0 ? [] : part.effects)),
    had === '' ? '' : l10n.t('Already up to date: {0}.', had),
    listed(refusals),
  ];
  return {
    kind: 'change',
    confirmation: {
      message: question(objectsText(parts, (part) => part.changed)),
      detail: details.filter((text) => text !== '').join('\n\n'),
      verb,
    },
    changes,
  };
}

/** Describes objects: `runner "edge"`, `3 runners`, `3 runners and job "backup"`. Empty if there are none. */
function objectsText(parts: readonly DropPart[], namesOf: (part: DropPart) => readonly string[]): string {
  const texts = parts.flatMap((part) => {
    const names = namesOf(part);
    const [only] = names;
    if (only === undefined) return [];
    if (names.length > 1) return [counted(names.length, part.noun)];
    return [part.noun === 'runner' ? l10n.t('runner "{0}"', only) : l10n.t('job "{0}"', only)];
  });
  return andText(texts);
}

/** Maximum number of refused objects that a message lists. */
const MOST_REFUSALS = 3;

function listed(refusals: readonly string[]): string {
  const more = refusals.length - MOST_REFUSALS;
  return [
    ...refusals.slice(0, MOST_REFUSALS),
    ...(more > 0
      ? [more === 1 ? l10n.t('1 more object refused.') : l10n.t('{0} more objects refused.', more)]
      : []),
  ].join(' ');
}

function refused(message: string): DropPlan {
  return { kind: 'refused', message };
}
