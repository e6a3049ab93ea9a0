import { change, changeWorkflow, command, type Draft, writeLine } from './draft.ts';
import { REASONS } from './verdict.ts';
import { workOff } from './work-off.ts';

/** From so much after its time on an execution says why it begins late, in ms. */
const LATE = 5000;

/** The execution's own workflow begins, and its timeout with it. */
export function start(draft: Draft): void {
  draft.agenda.push({ do: 'begin-workflow', workflow: 0 });
  workOff(draft);
  const { timeoutSeconds } = draft.state.request.limits;
  if (timeoutSeconds !== undefined && draft.state.ended === undefined) {
    command(draft, { type: 'set-timer', purpose: 'timeout', at: draft.time + timeoutSeconds * 1000 });
  }
}

/** The execution waits for its time, epoch ms. */
export function planStart(draft: Draft, at: number): void {
  const message = `planned for ${new Date(at).toISOString()}`;
  const waiting = { code: REASONS.planned, message };
  change(draft, { planned: at, waiting });
  writeLine(draft, { kind: 'note', message });
  command(draft, { type: 'set-timer', purpose: 'start', at });
}

/**
 * Its time has come.
 * @param why it begins late, where somebody knows
 */
export function startPlanned(draft: Draft, why = 'the coordinator did not run then'): void {
  const { planned, waiting: _, ...state } = draft.state;
  if (planned === undefined) return;
  draft.state = { ...state, begunAt: draft.time };
  changeWorkflow(draft, 0, { startedAt: draft.time });
  const late = draft.time - planned;
  if (late >= LATE) {
    const message = `begins ${Math.round(late / 1000)} s after its planned time: ${why}`;
    writeLine(draft, { kind: 'note', message });
  }
  start(draft);
}
