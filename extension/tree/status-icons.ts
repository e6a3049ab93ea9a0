import type { Health } from '../../protocol/entities/replica.ts';
import type { Execution } from '../../protocol/routes/shapes/execution-shapes.ts';
import type { StepState } from '../../protocol/routes/shapes/workflow-state-shapes.ts';
import type { NodeIcon } from './tree-node.ts';

const HEALTH_ICONS: Readonly<Record<Health, NodeIcon>> = {
  New: { id: 'circle-outline' },
  Healthy: { id: 'pass-filled', color: 'testing.iconPassed' },
  Busy: { id: 'loading~spin', color: 'charts.yellow' },
  Unhealthy: { id: 'warning', color: 'charts.yellow' },
  Unknown: { id: 'question', color: 'charts.yellow' },
  Down: { id: 'error', color: 'testing.iconFailed' },
};

/**
 * Returns the icon of a health state. Each state has its own shape, so that it can be recognised without
 * colour.
 */
export function healthIcon(health: Health): NodeIcon {
  return HEALTH_ICONS[health];
}

const EXECUTION_ICONS: Readonly<Record<Execution['status'], NodeIcon>> = {
  scheduled: { id: 'calendar', color: 'charts.blue' },
  running: { id: 'sync~spin', color: 'charts.blue' },
  succeeded: { id: 'pass', color: 'testing.iconPassed' },
  failed: { id: 'error', color: 'testing.iconFailed' },
  aborted: { id: 'circle-slash', color: 'testing.iconSkipped' },
  timedout: { id: 'watch', color: 'testing.iconFailed' },
  'failed-with-retry': { id: 'error', color: 'testing.iconFailed' },
  other: { id: 'question', color: 'charts.yellow' },
};

/** The icon of an object that needs attention. */
export const WARNING_ICON: NodeIcon = { id: 'warning', color: 'charts.yellow' };

/** The icon of an execution that waits for a replica. It does not spin, because nothing is running. */
export const WAITING_ICON: NodeIcon = { id: 'clock', color: 'charts.yellow' };

export function executionIcon(status: Execution['status']): NodeIcon {
  return EXECUTION_ICONS[status];
}

const STEP_ICONS: Readonly<Record<StepState, NodeIcon>> = {
  WAITING: { id: 'circle-outline' },
  NOT_STARTED: { id: 'dash' },
  RUNNING: { id: 'sync~spin', color: 'charts.blue' },
  RUNNING_HANDLER: { id: 'sync~spin', color: 'charts.yellow' },
  SUCCEEDED: { id: 'pass', color: 'testing.iconPassed' },
  FAILED: { id: 'error', color: 'testing.iconFailed' },
  ABORTED: { id: 'circle-slash', color: 'testing.iconSkipped' },
  NODE_PARTIAL_SUCCEEDED: { id: 'warning', color: 'charts.yellow' },
  NODE_MIXED: { id: 'warning', color: 'charts.yellow' },
};

export function stepIcon(state: StepState): NodeIcon {
  return STEP_ICONS[state];
}
