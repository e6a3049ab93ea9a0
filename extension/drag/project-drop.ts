import * as l10n from '@vscode/l10n';
import type { RunnerOverview } from '../../protocol/routes/shapes/runner-shapes.ts';
import type { DropPart } from './drop-part.ts';

/** Returns the part of a drop that assigns runners to a project, in addition to the projects that they serve. */
export function projectOfRunners(runners: readonly RunnerOverview[], project: string): DropPart {
  const changed = runners.filter(
    ({ local, assignedProjects }) => !local && !assignedProjects.some((it) => it === project),
  );
  return {
    noun: 'runner',
    changes: changed.map((runner) => ({
      kind: 'runner-projects',
      runner: runner.id,
      projects: [...runner.assignedProjects, project],
    })),
    changed: changed.map(({ name }) => name),
    already: runners.filter((runner) => !changed.includes(runner)).map(({ name }) => name),
    refusals: [],
    effects: [l10n.t('Jobs of the project may then run on more runners.')],
  };
}
