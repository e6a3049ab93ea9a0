import { parse } from 'yaml';
import { z } from 'zod';
import {
  type CandidateRunner,
  chooseRunner,
  type WantedRunner,
} from '../../protocol/choice/choose-runner.ts';
import { explainNoMatch } from '../../protocol/choice/explain-choice.ts';
import { OutrunnerError, problemOf } from '../../protocol/errors/outrunner-error.ts';
import type { PreviewRunners } from '../../protocol/plan/preview/workflow-preview.ts';
import type { OperationTarget } from '../../protocol/plan/workflow-plan.ts';
import { commaList } from '../session/assignments.ts';

const Names = z.union([z.array(z.string()), z.string().transform(commaList)]);

const Runner = z.strictObject({
  name: z.string().min(1),
  tags: Names.default([]),
  /** Absent: every project. */
  projects: Names.optional(),
  /** The Local Runner, which takes the jobs that name no runner. */
  local: z.boolean().default(false),
});

const RunnersFile = z.union([z.array(Runner), z.object({ runners: z.array(Runner) })]);

/** A runner that a plan is made with. */
export type PlannedRunner = z.output<typeof Runner>;

/** What stands for a coordinator that was started with a Local Runner, where no file says otherwise. */
export const LOCAL_RUNNER_ALONE: readonly PlannedRunner[] = [{ name: 'Local Runner', tags: [], local: true }];

/**
 * Reads the runners that a plan is made with, as YAML or JSON.
 *
 * @throws OutrunnerError `usage`, naming the file
 */
export function readRunners(text: string, file: string): PlannedRunner[] {
  try {
    const parsed = RunnersFile.safeParse(parse(text) ?? []);
    if (!parsed.success)
      throw new Error(
        z
          .prettifyError(parsed.error)
          .replace(/\s*✖ */g, ' ')
          .trim(),
      );
    return Array.isArray(parsed.data) ? parsed.data : parsed.data.runners;
  } catch (error) {
    throw new OutrunnerError('usage', {
      problem: `${file} holds no list of runners: ${problemOf(error)}.`,
      remedy: 'Write it as "- {name: east, tags: [db, prod]}" for each runner.',
    });
  }
}

/** The runners that a target means in a project, or why there is none. */
export function runnersFor(
  target: OperationTarget,
  project: string,
  runners: readonly PlannedRunner[],
): PreviewRunners {
  const wanted = wantedBy(target);
  const choice = chooseRunner({
    wanted,
    project,
    runners: runners.map((runner) => candidate(runner, project)),
    replicas: [],
  });
  if (choice.kind === 'no-runner-matches') {
    const type = wanted.type === 'TAG_FILTER_OR' ? wanted.type : 'TAG_FILTER_AND';
    return { names: [], problem: `No runner matches: ${explainNoMatch(choice, type)}.` };
  }
  const names = choice.runners.map(({ name }) => name);
  return names.length > 0 ? { names } : { names, problem: 'There is no Local Runner.' };
}

function wantedBy(target: OperationTarget): WantedRunner {
  if (target.kind === 'local') return { mode: 'LOCAL', type: 'LOCAL_RUNNER', tags: [] };
  const type = target.match === 'any' ? 'TAG_FILTER_OR' : 'TAG_FILTER_AND';
  return { mode: 'TAGS', type, tags: target.tags };
}

function candidate({ name, tags, projects, local }: PlannedRunner, project: string): CandidateRunner {
  const lowerCased = tags.map((tag) => tag.trim().toLowerCase());
  return { id: name, name, tags: lowerCased, assignedProjects: projects ?? [project], isLocal: local };
}
