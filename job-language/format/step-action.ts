import type { OperationTemplate } from '../../protocol/runner/operation-template.ts';
import type { JobReference } from '../plan/job-reference.ts';
import type { PlannedCondition } from '../plan/workflow-plan.ts';
import { planConditions } from './conditional.ts';
import { jobReference } from './job-ref.ts';
import type { Step } from './step.ts';

/** The action of a step. */
export type StepAction =
  /** A command, a script, or a plugin step, whose plugin may be unknown. */
  | { readonly kind: 'operation'; readonly template: OperationTemplate }
  | { readonly kind: 'reference'; readonly reference: JobReference }
  | {
      readonly kind: 'conditional';
      readonly groups: readonly (readonly PlannedCondition[])[];
      readonly steps: readonly Step[];
    };

/** Default limit of a fetched script, in bytes. */
export const SCRIPT_BYTES = 10 * 1024 * 1024;

export function stepAction(step: Step): StepAction {
  if (step.jobref !== undefined) return { kind: 'reference', reference: jobReference(step.jobref) };
  if (step.type === 'conditional') {
    return {
      kind: 'conditional',
      groups: planConditions(step.conditionGroups ?? [], step.invertLogic ?? false),
      steps: step.subSteps ?? [],
    };
  }
  return { kind: 'operation', template: stepTemplate(step) };
}

/** Whether a step runs once on each node; otherwise it runs once for the whole workflow. */
export function runsPerNode(step: Step): boolean {
  if (step.jobref !== undefined) return step.jobref.nodeStep ?? false;
  return step.type === undefined || (step.nodeStep ?? false);
}

export function stepTemplate(step: Step): OperationTemplate {
  const pty = step.pty ?? false;
  if (step.exec !== undefined) return { kind: 'exec', command: step.exec, pty };
  if (step.type !== undefined) {
    return { kind: 'plugin', provider: step.type, configuration: step.configuration ?? {}, pty: false };
  }
  const run = {
    ...(step.args === undefined ? {} : { args: step.args }),
    ...(step.scriptInterpreter === undefined ? {} : { interpreter: step.scriptInterpreter }),
    ...(step.interpreterArgsQuoted === undefined
      ? {}
      : { interpreterArgsQuoted: step.interpreterArgsQuoted }),
    ...(step.fileExtension === undefined ? {} : { fileExtension: step.fileExtension }),
    pty,
  };
  const expandTokens = step.expandTokenInScriptFile ?? false;
  if (step.scriptfile !== undefined) {
    return { kind: 'script-file', path: step.scriptfile, expandTokens, ...run };
  }
  if (step.scripturl !== undefined) {
    return {
      kind: 'script-url',
      url: step.scripturl,
      ...(step.checksum === undefined ? {} : { checksum: step.checksum.trim().toLowerCase() }),
      maxBytes: step.maxBytes ?? SCRIPT_BYTES,
      expandTokens,
      ...run,
    };
  }
  return { kind: 'script', script: step.script ?? '', ...run };
}
