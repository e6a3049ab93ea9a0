import type { PlannedMode, ProjectModeKind } from '../../protocol/entities/planned-mode.ts';
import { problemOf } from '../../support/errors/problem-of.ts';
import { isoSeconds } from '../../support/time/iso-seconds.ts';
import type { Audit } from '../audit/audit.ts';
import type { ExecutionsClock, ExecutionsLog } from '../executions/needs.ts';
import {
  type CoordinatorDefinitions,
  type CoordinatorDraft,
  type CoordinatorSnapshot,
  coordinatorOf,
} from '../store/definitions/coordinator-definitions.ts';
import { plansOf, withAppliedPlan } from './project-modes.ts';
import { putExecutionMode, removePlannedMode } from './system-mode.ts';

/**
 * Maximum wait, in ms. The clock is checked at least this often, because timers ignore changes of the clock and the
 * time for which the host sleeps.
 */
const LONGEST_WAIT = 30_000;

/** Delay, in ms, before a change that could not be stored is applied again. */
const TRY_AGAIN = 1000;

export interface ModeTimerParts {
  readonly definitions: CoordinatorDefinitions;
  readonly audit: Audit;
  readonly clock: ExecutionsClock;
  readonly log: Pick<ExecutionsLog, 'error'>;
}

/** Applies planned changes of execution modes when they are due. */
export class ModeTimer {
  readonly #parts: ModeTimerParts;
  /** Plans of projects by project, and that of the coordinator by `''`, which is not the name of a project. */
  readonly #plans = new Map<string, readonly PlannedMode[]>();
  readonly #unsubscribe: () => void;
  #stopTimer: () => void = () => undefined;
  #applying: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(parts: ModeTimerParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.definitions.subscribe(({ changed, snapshot }) => {
      const concerned = changed.filter(({ collection }) => collection === 'projects');
      for (const { key } of concerned) this.#follow(snapshot, key);
      if (changed.some(({ collection }) => collection === 'coordinator')) this.#follow(snapshot, '');
      else if (concerned.length === 0) return;
      this.#arm();
    });
  }

  /** Applies the changes that became due while the coordinator was stopped, and starts the timer. */
  static async open(parts: ModeTimerParts): Promise<ModeTimer> {
    const timer = new ModeTimer(parts);
    const snapshot = await parts.definitions.snapshot();
    for (const name of ['', ...snapshot.keys('projects')]) timer.#follow(snapshot, name);
    await timer.#applyDue();
    return timer;
  }

  /** Returns whether a planned change will enable something. If so, an embedded coordinator keeps running. */
  isActive(): boolean {
    return [...this.#plans.values()].flat().some(({ enables }) => enables);
  }

  /** Waits for a change that is being applied. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    this.#stopTimer();
    await this.#applying;
  }

  #follow(snapshot: CoordinatorSnapshot, name: string): void {
    const plans = name === '' ? systemPlans(snapshot) : projectPlans(snapshot, name);
    if (plans.length === 0) this.#plans.delete(name);
    else this.#plans.set(name, plans);
  }

  #arm(): void {
    const due = this.#nextDue();
    if (due === Number.POSITIVE_INFINITY) this.#stopTimer();
    else this.#armIn(Math.min(Math.max(due - this.#parts.clock.epoch(), 0), LONGEST_WAIT));
  }

  #armIn(milliseconds: number): void {
    this.#stopTimer();
    if (this.#closed) return;
    this.#stopTimer = this.#parts.clock.after(milliseconds, () => {
      this.#applying = this.#applyDue();
    });
  }

  /** Returns when the next change is due, epoch ms; infinite if there is none. */
  #nextDue(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const plans of this.#plans.values()) for (const { at } of plans) next = Math.min(next, at);
    return next;
  }

  /** Applies all due changes in one commit, and sets the timer for the next one. Never rejects. */
  async #applyDue(): Promise<void> {
    const { definitions, audit, clock, log } = this.#parts;
    const now = clock.epoch();
    if (this.#nextDue() > now) return this.#arm();
    const due = [...this.#plans].flatMap(([name, plans]) =>
      plans.some(({ at }) => at <= now) ? [name] : [],
    );
    try {
      await definitions.change((draft) => {
        for (const name of due) {
          if (name === '') applySystemPlan(draft, now, audit);
          else applyProjectPlans(draft, name, now, audit);
        }
      });
      this.#arm();
    } catch (error) {
      log.error({ problem: problemOf(error) }, 'a planned change of an execution mode was not applied');
      this.#armIn(TRY_AGAIN);
    }
  }
}

function systemPlans(snapshot: CoordinatorSnapshot): readonly PlannedMode[] {
  const { plannedMode } = coordinatorOf(snapshot);
  return plannedMode === undefined ? [] : [plannedMode];
}

function projectPlans(snapshot: CoordinatorSnapshot, name: string): readonly PlannedMode[] {
  const project = snapshot.get('projects', name);
  return project === undefined ? [] : plansOf(project).map(([, plan]) => plan);
}

function applySystemPlan(draft: CoordinatorDraft, now: number, audit: Audit): void {
  const plan = coordinatorOf(draft).plannedMode;
  if (plan === undefined || plan.at > now) return;
  removePlannedMode(draft);
  putExecutionMode(draft, plan.enables);
  record(draft, audit, 'coordinator', plan, `system.${verb(plan)}_executions`);
}

function applyProjectPlans(draft: CoordinatorDraft, name: string, now: number, audit: Audit): void {
  const found = draft.get('projects', name);
  if (found === undefined) return;
  let project = found;
  for (const [kind, plan] of plansOf(found)) {
    if (plan.at > now) continue;
    project = withAppliedPlan(project, kind, plan);
    record(draft, audit, name, plan, projectAct(kind, plan));
  }
  if (project !== found) draft.put('projects', name, project);
}

function projectAct(kind: ProjectModeKind, plan: PlannedMode): string {
  return `project.${verb(plan)}_${kind}`;
}

function verb({ enables }: PlannedMode): string {
  return enables ? 'enable' : 'disable';
}

/** Records an applied change as an act of the user who planned it. */
function record(
  draft: CoordinatorDraft,
  audit: Audit,
  subject: string,
  { by, at }: PlannedMode,
  what: string,
): void {
  audit({ who: by, what, subject, from: 'planned change', detail: `planned for ${isoSeconds(at)}` }, draft);
}
