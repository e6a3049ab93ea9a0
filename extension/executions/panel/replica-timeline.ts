import * as l10n from '@vscode/l10n';
import type {
  NodeStepState,
  WorkflowState,
  WorkflowStep,
} from '../../../protocol/routes/shapes/workflow-state-shapes.ts';
import type { CellState, TimelineLane } from '../../../protocol/webview/execution-panel.ts';
import { durationText } from '../../../support/time/duration-text.ts';
import { counted, shortId } from '../../model/display-text.ts';
import { gridState } from './execution-grid.ts';

/** Maximum number of replicas that the timeline shows: those with most work. */
const MOST_LANES = 40;
/** Number of equal parts of a lane. Periods of work whose gap is shorter than one part are one segment. */
const PARTS = 300;

interface Work {
  readonly from: number;
  readonly to: number;
  readonly state: CellState;
}

interface Lane {
  readonly name: string;
  readonly works: Work[];
}

/**
 * Returns when each replica worked on steps, by the name of its runner. Steps that overlap are one segment. Failed
 * steps have segments of their own, which follow the others and may overlap them. `now` is epoch ms, for running steps.
 */
export function replicaTimeline(
  { steps, startTime, endTime }: Pick<WorkflowState, 'steps' | 'startTime' | 'endTime'>,
  now: number,
): readonly TimelineLane[] {
  const lanes = new Map<string, Lane>();
  collect(steps, lanes, now);
  const begin = Date.parse(startTime);
  const end = Math.max(begin + 1, endTime === undefined ? now : Date.parse(endTime));
  return [...lanes.values()]
    .sort((a, b) => b.works.length - a.works.length)
    .slice(0, MOST_LANES)
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(({ name, works }) => {
      const gap = (end - begin) / PARTS;
      const busy = merged(works, gap).reduce((sum, { from, to }) => sum + to - from, 0);
      const failed = works.filter(({ state }) => state === 'failed');
      const others = works.filter(({ state }) => state !== 'failed');
      const segments = [...merged(others, gap), ...merged(failed, gap)];
      return {
        name,
        text: [
          counted(works.length, 'step'),
          ...(failed.length === 0 ? [] : [l10n.t('{0} failed', failed.length)]),
          l10n.t('busy for {0}', durationText(busy)),
        ].join(', '),
        segments: segments.map(({ from, to, state }) => ({
          from: part((from - begin) / (end - begin)),
          to: part((to - begin) / (end - begin)),
          state,
        })),
      };
    });
}

function collect(steps: readonly WorkflowStep[], lanes: Map<string, Lane>, now: number): void {
  for (const step of steps) {
    const parts = [step.workflow, ...Object.values(step.parameterStates ?? {}).map((it) => it.workflow)];
    const nested = parts.filter((it) => it !== undefined);
    const states = Object.values(step.nodeStates);
    if (nested.length === 0)
      for (const state of states.length === 0 ? [step] : states) addWork(lanes, state, now);
    for (const { steps: inner } of nested) collect(inner, lanes, now);
  }
}

function addWork(lanes: Map<string, Lane>, state: NodeStepState, now: number): void {
  const { runner, startTime, endTime, duration, executionState } = state;
  if (runner === undefined || startTime === undefined) return;
  const from = Date.parse(startTime);
  const ended = endTime === undefined ? undefined : Date.parse(endTime);
  const to = ended ?? (duration === undefined ? now : from + duration);
  const lane = lanes.get(runner.replica) ?? {
    name: `${runner.name} · ${shortId(runner.replica)}`,
    works: [],
  };
  lane.works.push({ from, to: Math.max(from, to), state: gridState(executionState) });
  lanes.set(runner.replica, lane);
}

/** Joins works that overlap or whose gap is shorter than `gap` ms. */
function merged(works: readonly Work[], gap: number): readonly Work[] {
  const joined: Work[] = [];
  for (const work of works.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last === undefined || work.from - last.to >= gap) joined.push(work);
    else
      joined[joined.length - 1] = {
        from: last.from,
        to: Math.max(last.to, work.to),
        state: work.state,
      };
  }
  return joined;
}

function part(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 10_000;
}
