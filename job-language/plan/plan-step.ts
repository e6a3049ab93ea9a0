import type { LogFilter } from '../../protocol/runner/log-filter.ts';
import { logFilters } from '../format/log-filters.ts';
import type { Step } from '../format/step.ts';
import { runsPerNode, stepAction } from '../format/step-action.ts';
import { stepTitle } from '../format/step-title.ts';
import { BUILT_IN_PLUGINS, FLOW_CONTROL, findPlugin } from '../plugins/built-in-plugins.ts';
import { pluginTemplate } from '../plugins/plugin-template.ts';
import { type PlacementKind, placementProblem, placeOf, type StepPlacement } from './step-placement.ts';
import type { ErrorHandler, OperationTarget, PlanStep } from './workflow-plan.ts';

/** Settings that apply to every step of a workflow. */
export interface StepContext {
  /** Whether steps get secure values with their grant. */
  readonly secure: boolean;
  /** Log filters of the workflow. */
  readonly filters: readonly LogFilter[];
  readonly target: OperationTarget;
  /** The distinct kinds of targets of the workflow's nodes. */
  readonly nodePlaces: readonly PlacementKind[];
  /** Absent: a step may be executed anywhere. */
  readonly placement?: StepPlacement | undefined;
}

/** Plans a step. A step that cannot be executed contains the reason, and fails when it is reached. */
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
  if (written.kind === 'plugin' && findPlugin(written.provider) === FLOW_CONTROL) {
    if (common.perNode) return { ...common, kind: 'unavailable', reason: notPerNode(written.provider) };
    return { ...common, kind: 'flow-control', configuration: written.configuration };
  }
  const template =
    written.kind === 'plugin' ? pluginTemplate(written.provider, written.configuration) : written;
  if (template === undefined) {
    return { ...common, kind: 'unavailable', reason: missingPlugin(step.type ?? '') };
  }
  const { placement, target, nodePlaces } = context;
  const { perNode } = common;
  const operation = { ...common, kind: 'operation', template, pty: template.pty } as const;
  const planned = { ...operation, secure: context.secure, filters };
  if (placement === undefined) return planned;
  const places = perNode && nodePlaces.length > 0 ? nodePlaces : [placeOf(target)];
  const refusals = places.flatMap((place) => {
    const why = placementProblem({ template, perNode }, place, placement);
    return why === undefined ? [] : [{ target: place, why }];
  });
  const [refused] = refusals;
  if (refused === undefined) return planned;
  if (refusals.length < places.length) return { ...planned, refusedOn: refused };
  const reason = { code: 'ConfigurationFailure', message: `${refused.why}.` };
  return { ...common, kind: 'unavailable', reason };
}

function handlerOf(handler: Step, context: StepContext): ErrorHandler {
  return { step: planStep(handler, context), keepGoingOnSuccess: handler.keepgoingOnSuccess ?? false };
}

function notPerNode(type: string): { code: string; message: string } {
  return {
    code: 'ConfigurationFailure',
    message: `The step plugin "${type}" runs once for the workflow. Remove nodeStep, or set it to false.`,
  };
}

function missingPlugin(type: string): { code: string; message: string } {
  const known = BUILT_IN_PLUGINS.map(({ name }) => name).join(', ');
  return {
    code: 'plugin-unavailable',
    message: `The step plugin "${type}" is not available; available step plugins: ${known}.`,
  };
}
