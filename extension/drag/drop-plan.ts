import { counted, namesText } from '../model/display-text.ts';
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
    return refused(`Nothing was changed: ${dragged.length} rows were dropped. Drop at most ${MOST_ROWS}.`);
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
      question: (what) => `Assign ${what} to project "${project}"?`,
      verb: 'Assign',
      already: (what) => `Nothing was changed: project "${project}" already has ${what}.`,
    });
  }
  return refused(
    'Nothing was changed. Drop a runner on a tag or a project, a tag on a runner or a job, or a job on a tag.',
  );
}

function tagPlan(tags: readonly string[], parts: readonly DropPart[]): DropPlan {
  const names = `${tags.length === 1 ? 'tag' : 'tags'} ${namesText(tags.map((tag) => `"${tag}"`))}`;
  return planOf(parts, {
    question: (what) => `Add ${names} to ${what}?`,
    verb: tags.length === 1 ? 'Add Tag' : 'Add Tags',
    already: (what) =>
      `Nothing was changed: ${names} already belong${tags.length === 1 ? 's' : ''} to ${what}.`,
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
    return refused('Nothing was changed: the dropped rows no longer exist. Drop rows that the views show.');
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
    had === '' ? '' : `Not changed, because nothing is missing: ${had}.`,
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
  return parts
    .flatMap((part) => {
      const names = namesOf(part);
      const [only] = names;
      if (only === undefined) return [];
      return [names.length === 1 ? `${part.noun} "${only}"` : `${names.length} ${part.noun}s`];
    })
    .join(' and ');
}

/** Maximum number of refused objects that a message lists. */
const MOST_REFUSALS = 3;

function listed(refusals: readonly string[]): string {
  const more = refusals.length - MOST_REFUSALS;
  return [
    ...refusals.slice(0, MOST_REFUSALS),
    ...(more > 0 ? [`${counted(more, 'more object')} refused.`] : []),
  ].join(' ');
}

function refused(message: string): DropPlan {
  return { kind: 'refused', message };
}
