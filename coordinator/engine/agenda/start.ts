import { change, changeWorkflow, command, type EngineDraft, writeNote } from '../state/draft.ts';
import { REASONS } from '../state/verdict.ts';
import { runAgenda } from './run-agenda.ts';

/** An execution that begins at least this long after its planned time logs the reason, ms. */
const LATE = 5000;

/** Begins the execution's own workflow and starts its timeout. */
export function start(draft: EngineDraft): void {
  draft.agenda.push({ do: 'begin-workflow', workflow: 0 });
  runAgenda(draft);
  const { timeoutSeconds } = draft.state.request.limits;
  if (timeoutSeconds !== undefined && draft.state.ended === undefined) {
    command(draft, { type: 'set-timer', purpose: 'timeout', at: draft.time + timeoutSeconds * 1000 });
  }
}

/** Makes the execution wait until `at`, epoch ms. */
export function planStart(draft: EngineDraft, at: number): void {
  const message = `planned for ${new Date(at).toISOString()}`;
  const waiting = { code: REASONS.planned, message };
  change(draft, { planned: at, waiting });
  writeNote(draft, message);
  command(draft, { type: 'set-timer', purpose: 'start', at });
}

/**
 * Begins a planned execution when its start timer fires.
 *
 * @param why the reason for a late start, if known
 */
export function startPlanned(draft: EngineDraft, why = 'the coordinator was not running'): void {
  const { planned, waiting: _, ...state } = draft.state;
  if (planned === undefined) return;
  draft.state = { ...state, begunAt: draft.time };
  changeWorkflow(draft, 0, { startedAt: draft.time });
  const late = draft.time - planned;
  if (late >= LATE) {
    const message = `begins ${Math.round(late / 1000)} s after its planned time: ${why}`;
    writeNote(draft, message);
  }
  start(draft);
}

/** Writes to the log that a schedule started the execution, and how many missed runs it replaces. */
export function noteSchedule(draft: EngineDraft): void {
  const { schedule } = draft.state.request;
  if (schedule === undefined) return;
  const { plannedAt, missed } = schedule;
  const planned = new Date(plannedAt).toISOString();
  if (missed === undefined) {
    writeNote(draft, `started by its schedule, planned at ${planned}`);
    return;
  }
  const { count, firstAt } = missed;
  const which =
    count === 1
      ? `1 fire that was missed while the coordinator was not running, planned at ${planned}`
      : `${count} fires that were missed while the coordinator was not running, the first planned at ${new Date(firstAt).toISOString()}, the last at ${planned}`;
  writeNote(draft, `started by its schedule, once for ${which}`);
}

/**
 * Writes to the log how many words of the argument string were skipped. Omits the words, because one may be a secret.
 */
export function noteSkippedWords(draft: EngineDraft): void {
  const { skippedWords = 0 } = draft.state.request;
  if (skippedWords === 0) return;
  const words = skippedWords === 1 ? '1 word' : `${skippedWords} words`;
  writeNote(draft, `warning: skipped ${words} of the argument string without an option; write -name value`);
}
