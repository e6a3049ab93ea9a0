import { parse } from 'yaml';
import * as z from 'zod';
import type { OperationTarget } from '../../../job-language/plan/workflow-plan.ts';
import { type CandidateRunner, chooseRunner } from '../../../job-language/runner-choice/choose-runner.ts';
import { explainNoMatch } from '../../../job-language/runner-choice/explain-choice.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { PreviewRunners } from '../../../protocol/routes/shapes/workflow-preview.ts';
import { problemOf } from '../../../support/errors/problem-of.ts';
import { commaList } from '../../../support/text/comma-list.ts';

const Names = z.union([z.array(z.string()), z.string().transform(commaList)]);

/**
 * A runner as written by hand, printed by `runner list --json` or returned by Rundeck's API. Other keys are ignored.
 */
const Written = z.object({
  name: z.string().min(1),
  tags: Names.optional(),
  tagNames: Names.optional(),
  projects: Names.optional(),
  assignedProjects: z
    .union([Names, z.record(z.string(), z.unknown()).transform((projects) => Object.keys(projects))])
    .optional(),
  local: z.boolean().default(false),
});

const RunnersFile = z.union([
  z.array(Written),
  z.object({ runners: z.array(Written) }).transform(({ runners }) => runners),
  z
    .record(z.string(), Written.omit({ name: true }))
    .transform((named) => Object.entries(named).map(([name, runner]) => ({ ...runner, name }))),
]);

/** A runner that an offline plan uses. */
export interface PlannedRunner {
  readonly name: string;
  readonly tags: readonly string[];
  /** Undefined: all projects. */
  readonly projects?: readonly string[] | undefined;
  /** Whether this is the Local Runner, which executes jobs that select no runner. */
  readonly local: boolean;
}

/** The default: only the Local Runner that a coordinator starts. */
export const LOCAL_RUNNER_ALONE: readonly PlannedRunner[] = [{ name: 'Local Runner', tags: [], local: true }];

/**
 * Reads the runners of an offline plan, as YAML or JSON.
 *
 * @throws OutrunnerError `usage` with the path of the file
 */
export function readRunners(text: string, file: string): readonly PlannedRunner[] {
  try {
    const parsed = RunnersFile.safeParse(parse(text) ?? []);
    if (!parsed.success) throw new Error('each needs a name, and tags as a list or comma-separated');
    return parsed.data.map(plannedRunner);
  } catch (error) {
    throw new OutrunnerError('usage', {
      problem: `${file} is not a list of runners: ${problemOf(error)}.`,
      remedy: 'Write it as "- {name: east, tags: [db, prod]}" for each runner.',
    });
  }
}

function plannedRunner(written: z.output<typeof Written>): PlannedRunner {
  const { name, local } = written;
  const tags = written.tags ?? written.tagNames ?? [];
  return { name, tags, projects: local ? undefined : (written.projects ?? written.assignedProjects), local };
}

/**
 * Returns the runners that a target selects in a project, or the reason why it selects none.
 *
 * @param project undefined if unknown: every runner then counts as assigned to the project
 */
export function previewRunners(
  target: OperationTarget,
  project: string | undefined,
  runners: readonly PlannedRunner[],
): PreviewRunners {
  const choice = chooseRunner({
    target,
    project: project ?? ANY_PROJECT,
    runners: runners.map((runner) => candidate(runner, project)),
    replicas: [],
  });
  if (choice.kind === 'no-runner-matches') {
    return { names: [], problem: `No runner matches: ${explainNoMatch(choice)}.` };
  }
  const names = choice.runners.map(({ name }) => name);
  return names.length > 0 ? { names } : { names, problem: 'There is no Local Runner.' };
}

const ANY_PROJECT = '*';

function candidate(
  { name, tags, projects, local }: PlannedRunner,
  project: string | undefined,
): CandidateRunner {
  const lowerCased = tags.map((tag) => tag.trim().toLowerCase());
  const assignedProjects = project === undefined ? [ANY_PROJECT] : (projects ?? [project]);
  return { id: name, name, tags: lowerCased, assignedProjects, isLocal: local };
}
