import type { CoordinatorFacts } from '../../../job-language/language-service/coordinator-facts.ts';
import type { RunnerFact } from '../../../job-language/language-service/job-lenses.ts';
import { isHealthy } from '../../../job-language/runner-choice/health.ts';
import type { RunnerOverview } from '../../../protocol/routes/shapes/runner-shapes.ts';
import type { Model } from '../../model/model.ts';
import { tagUses } from '../../model/tag-uses.ts';

/**
 * Returns the objects of the model that a job of a project may refer to. Returns those of all projects if `project` is
 * undefined.
 */
export function jobFacts(model: Model, project: string | undefined): Omit<CoordinatorFacts, 'nodes'> {
  const tags = tagUses(model).flatMap(({ tag, runners, jobs }) => {
    const serving = runners.filter((runner) => serves(runner, project));
    const isUsed = serving.length > 0 || jobs.some((job) => project === undefined || job.project === project);
    return isUsed
      ? [{ tag, runners: serving.length, healthy: serving.filter(({ health }) => isHealthy(health)).length }]
      : [];
  });
  return {
    project,
    tags,
    jobs: model.jobs.map(({ id, project: of, group, name }) => ({ id, project: of, group, name })),
    keys: model.keys.map(({ path }) => path),
  };
}

/** Returns the runners that serve a project. Returns those of all projects if `project` is undefined. */
export function runnerFacts({ runners }: Model, project: string | undefined): RunnerFact[] {
  return runners
    .filter((runner) => serves(runner, project))
    .map((runner) => ({
      name: runner.name,
      tags: runner.tags,
      isLocal: runner.local,
      isHealthy: isHealthy(runner.health),
    }));
}

function serves({ local, assignedProjects }: RunnerOverview, project: string | undefined): boolean {
  return local || project === undefined || assignedProjects.some((it) => it === project);
}

/** Returns the project of a document: that of its stored job, or the only project. */
export function projectOfDocument(model: Model, jobId: string | undefined): string | undefined {
  if (jobId !== undefined) return model.jobs.find(({ id }) => id === jobId)?.project;
  return model.projects.length === 1 ? model.projects[0]?.name : undefined;
}
