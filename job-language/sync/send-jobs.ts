import { toOutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { withIdentity } from '../edit/edit-job-text.ts';
import type { ComparedJob } from './compare-folder.ts';
import type { LocalJob } from './read-job-file.ts';
import type { RemoteJob, SyncCoordinator } from './sync-ports.ts';

export interface PushOptions {
  /** Whether the folder wins conflicts. */
  readonly force: boolean;
  /** Whether to delete jobs whose files were deleted. */
  readonly deletes: boolean;
}

export type PushStep =
  | { readonly kind: 'save'; readonly job: ComparedJob; readonly local: LocalJob; readonly remote: RemoteJob }
  | { readonly kind: 'create'; readonly job: ComparedJob; readonly local: LocalJob }
  | { readonly kind: 'delete'; readonly job: ComparedJob; readonly remote: RemoteJob };

export interface PushPlan {
  readonly steps: readonly PushStep[];
  /** Jobs that only `force` would push. If there are any, nothing should be pushed. */
  readonly conflicts: readonly ComparedJob[];
}

/** Decides which jobs a push sends. A deleted file is only a conflict if the push should delete its job. */
export function planPush(jobs: readonly ComparedJob[], { force, deletes }: PushOptions): PushPlan {
  const steps: PushStep[] = [];
  const conflicts: ComparedJob[] = [];
  for (const job of jobs) {
    const { state, local } = job;
    const isConflict = state === 'conflict' || state === 'deleted-there';
    const isSent = state === 'modified' || state === 'only-here' || (isConflict && local !== undefined);
    const isDeleted = deletes && local === undefined && (state === 'deleted-here' || state === 'conflict');
    if (!isSent && !isDeleted) continue;
    const step = isConflict && !force ? undefined : stepOf(job);
    if (step === undefined) conflicts.push(job);
    else steps.push(step);
  }
  return { steps, conflicts };
}

function stepOf(job: ComparedJob): PushStep | undefined {
  const { local, remote } = job;
  if (local === undefined) return remote === undefined ? undefined : { kind: 'delete', job, remote };
  return remote === undefined ? { kind: 'create', job, local } : { kind: 'save', job, local, remote };
}

export interface PushResult {
  readonly step: PushStep;
  /** Id of the job; undefined if the step failed. */
  readonly id: string | undefined;
  /** Message of the error, if the step failed. */
  readonly problem?: string;
}

/**
 * Sends the jobs of a plan, one after the other, and yields each result at once, so that the caller can record what was
 * sent before an error. A job that the coordinator refuses does not stop the others. Throws the errors in `FATAL`.
 */
export async function* sendJobs(
  steps: readonly PushStep[],
  coordinator: Pick<SyncCoordinator, 'save' | 'create' | 'remove'>,
): AsyncGenerator<PushResult> {
  for (const step of steps) {
    let result: PushResult;
    try {
      result = { step, id: await pushed(step, coordinator) };
    } catch (error) {
      const { code, message } = toOutrunnerError(error);
      if (FATAL.has(code)) throw error;
      result = { step, id: undefined, problem: message };
    }
    yield result;
  }
}

/** Errors with which all later steps would fail too. */
const FATAL: ReadonlySet<string> = new Set(['not-reached', 'not-a-coordinator', 'unauthorized', 'forbidden']);

async function pushed(
  step: PushStep,
  coordinator: Pick<SyncCoordinator, 'save' | 'create' | 'remove'>,
): Promise<string> {
  switch (step.kind) {
    case 'create':
      return coordinator.create(step.local.text);
    case 'save':
      await coordinator.save(
        step.remote.id,
        identifiedText(step.local, step.remote.id),
        step.remote.revision,
      );
      return step.remote.id;
    case 'delete':
      await coordinator.remove(step.remote.id);
      return step.remote.id;
  }
}

/** Returns the text of a file with this id as the uuid of its job. */
export function identifiedText({ id: own, text }: LocalJob, id: string): string {
  return own === id ? text : withIdentity(text, { uuid: id });
}
