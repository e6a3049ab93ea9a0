import { targetOf } from '../../job-language/plan/run-target.ts';
import type { OperationTarget } from '../../job-language/plan/workflow-plan.ts';
import { chooseRunner } from '../../job-language/runner-choice/choose-runner.ts';
import { explainChoice, explainNoMatch } from '../../job-language/runner-choice/explain-choice.ts';
import { projectDispatch } from '../../protocol/entities/project-dispatch.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { ProjectName } from '../../protocol/ids.ts';
import type { ChoicePreview, ChoiceQuestion } from '../../protocol/routes/shapes/choice-shapes.ts';
import type { Caller } from '../access/caller.ts';
import type { ReplicaRegistry } from '../dispatch/ports.ts';
import {
  type CoordinatorDefinitions,
  type CoordinatorSnapshot,
  settingsOf,
} from '../store/definitions/coordinator-definitions.ts';
import { selectorPartsOf } from './job-selector.ts';

const READ = { resource: 'project', action: 'read' } as const;

export interface RunnerSelectionPreviewParts {
  readonly definitions: CoordinatorDefinitions;
  readonly registry: ReplicaRegistry;
}

/** Previews which runners a job would run on now, with the same function that chooses the runners of a run. */
export class RunnerSelectionPreview {
  readonly #parts: RunnerSelectionPreviewParts;

  constructor(parts: RunnerSelectionPreviewParts) {
    this.#parts = parts;
  }

  /** Throws `not-found` for a missing project. */
  async preview(caller: Caller, { project, selector }: ChoiceQuestion): Promise<ChoicePreview> {
    const snapshot = await this.#parts.definitions.snapshot();
    if (snapshot.get('projects', project) === undefined || !caller.may(READ, { project })) {
      throw new OutrunnerError('not-found', { kind: 'Project', name: project });
    }
    const wanted = selectorPartsOf(selector);
    if ([...wanted.tags, wanted.expression ?? ''].some((text) => text.includes('${'))) {
      return { candidates: [], problem: 'The runners depend on the options of the run.' };
    }
    return this.choose(project, targetOf(wanted, 'preview'));
  }

  async choose(project: ProjectName, target: OperationTarget): Promise<ChoicePreview> {
    const { registry } = this.#parts;
    const snapshot = await this.#parts.definitions.snapshot();
    const runners = snapshot.values('runners').map(({ local, ...runner }) => ({ ...runner, isLocal: local }));
    const replicas = registry
      .replicas()
      .map((replica) => ({ ...replica, lastSeen: replica.lastSignOfLife ?? 0 }));
    const choice = chooseRunner({ target, project, runners, replicas, hosts: replicas });
    if (choice.kind === 'no-runner-matches') {
      return { candidates: [], problem: sentence(`No runner matches: ${explainNoMatch(choice)}`) };
    }
    const order = new Map<string, number>(choice.candidates.map(({ runnerId }, index) => [runnerId, index]));
    const place = (id: string) => order.get(id) ?? choice.candidates.length;
    const candidates = choice.runners
      .toSorted((a, b) => place(a.id) - place(b.id))
      .map((runner) => {
        const own = registry.replicasOf(runner.id);
        return {
          runnerId: runner.id,
          name: runner.name,
          health: registry.health(runner.id),
          tags: [...runner.tags],
          available: order.has(runner.id),
          running: own.reduce((sum, { running }) => sum + running, 0),
          maxRunning: own.reduce((sum, { maxRunning }) => sum + maxRunning, 0),
        };
      });
    const off = choice.kind === 'created' ? whyOff(snapshot, project) : undefined;
    const waiting = off ?? explainChoice(choice, replicas);
    return { candidates, ...(waiting === undefined ? {} : { problem: sentence(waiting) }) };
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function whyOff(snapshot: CoordinatorSnapshot, project: ProjectName): string | undefined {
  if (!settingsOf(snapshot).runners.enabled) return 'runners are switched off';
  const { runnersEnabled } = projectDispatch(snapshot.get('projects', project) ?? {});
  return runnersEnabled ? undefined : `runners are switched off for project ${project}`;
}
