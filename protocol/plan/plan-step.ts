import type { LogFilter } from '../filters/log-filter.ts';
import { logFilters } from '../job/log-filters.ts';
import type { Step } from '../job/step.ts';
import { runsPerNode, stepAction } from '../job/step-action.ts';
import { stepTitle } from '../job/step-title.ts';
import { BUILT_IN_PLUGINS } from '../plugins/built-in-plugins.ts';
import { pluginTemplate } from '../plugins/plugin-template.ts';
import { placementProblem, type StepPlacement } from './step-placement.ts';
import type { ErrorHandler, OperationTarget, PlanStep } from './workflow-plan.ts';

/** What holds for every step of a workflow. */
export interface StepContext {
  /** Steps get secure values with their grant. */
  readonly secure: boolean;
  /** Log filters of the workflow. */
  readonly filters: readonly LogFilter[];
  readonly target: OperationTarget;
  /** Absent: a step may be executed anywhere. */
  readonly placement?: StepPlacement | undefined;
}

/** A step as the plan has it. One that cannot be executed says why, and fails when its turn comes. */
export function planStep(step: Step, context: StepContext): PlanStep {
  const action = stepAction(step);
  const filters = [...context.filters, ...logFilters(step.plugins)];
  const common = {
    label: stepTitle(step),
    perNode: runsPerNode(step),
    ...(step.errorhandler === undefined ? {} : { errorHandler: handlerOf(step.errorhandler, context) }),
  };
  if (action.kind === 'reference') return { ...common, kind: 'reference', reference: action.reference };
  if (action.kind === 'conditional') {
    const steps = action.steps.map((sub) => planStep(sub, { ...context, filters }));
    return { ...common, kind: 'conditional', groups: action.groups, steps };
  }
  const { template: written } = action;
  const template =
    written.kind === 'plugin' ? pluginTemplate(written.provider, written.configuration) : written;
  if (template === undefined) {
    return { ...common, kind: 'unavailable', reason: missingPlugin(step.type ?? '') };
  }
  const { placement, target } = context;
  const misplaced = placement && placementProblem({ template, perNode: common.perNode }, target, placement);
  if (misplaced !== undefined)
    return {
      ...common,
      kind: 'unavailable',
      reason: { code: 'ConfigurationFailure', message: `${misplaced}.` },
    };
  return { ...common, kind: 'operation', template, pty: template.pty, secure: context.secure, filters };
}

function handlerOf(handler: Step, context: StepContext): ErrorHandler {
  return { step: planStep(handler, context), keepGoingOnSuccess: handler.keepgoingOnSuccess ?? false };
}

function missingPlugin(type: string): { code: string; message: string } {
  const known = BUILT_IN_PLUGINS.map(({ name }) => name).join(', ');
  return {
    code: 'plugin-unavailable',
    message: `The plugin "${type}" is not available here; the steps of plugins that are: ${known}.`,
  };
}
