import type { CoordinatorFacts } from '../../../job-language/language-service/coordinator-facts.ts';
import type { RunnerOverview } from '../../../protocol/routes/shapes/runner-shapes.ts';
import type { Model } from '../../model/model.ts';
import { tagUses } from '../../model/tag-uses.ts';

/** The objects of the model that a job of a project may name. An undefined project stands for all projects. */
export function jobFacts(model: Model, project: string | undefined): Omit<CoordinatorFacts, 'nodes'> {
  const serves = ({ local, assignedProjects }: RunnerOverview) =>
    local || project === undefined || assignedProjects.some((it) => it === project);
  const tags = tagUses(model).flatMap(({ tag, runners, jobs }) => {
    const serving = runners.filter(serves);
    const isUsed = serving.length > 0 || jobs.some((job) => project === undefined || job.project === project);
    const healthy = serving.filter(({ health }) => health === 'Healthy' || health === 'Busy').length;
    return isUsed ? [{ tag, runners: serving.length, healthy }] : [];
  });
  return {
    project,
    tags,
    jobs: model.jobs.map(({ id, project: of, group, name }) => ({ id, project: of, group, name })),
    keys: model.keys.map(({ path }) => path),
  };
}

/** Returns the project of a document: that of its stored job, or the only project. */
export function projectOfDocument(model: Model, jobId: string | undefined): string | undefined {
  if (jobId !== undefined) return model.jobs.find(({ id }) => id === jobId)?.project;
  return model.projects.length === 1 ? model.projects[0]?.name : undefined;
}
