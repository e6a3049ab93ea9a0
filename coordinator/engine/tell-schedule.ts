import { type Draft, writeLine } from './draft.ts';

/** An execution that its schedule started says so, and for how many missed fires it stands. */
export function tellSchedule(draft: Draft): void {
  const { schedule } = draft.state.request;
  if (schedule === undefined) return;
  const { plannedAt, missed } = schedule;
  const planned = new Date(plannedAt).toISOString();
  if (missed === undefined) {
    writeLine(draft, { kind: 'note', message: `started by its schedule, planned at ${planned}` });
    return;
  }
  const { count, firstAt } = missed;
  const which =
    count === 1
      ? `1 fire that was missed while the coordinator did not run, planned at ${planned}`
      : `${count} fires that were missed while the coordinator did not run, the first planned at ${new Date(firstAt).toISOString()}, the last at ${planned}`;
  writeLine(draft, { kind: 'note', message: `started by its schedule, once for ${which}` });
}
