import { endRun } from '../ends/end-run.ts';
import type { EngineDraft, Task } from '../state/draft.ts';
import { fillSection } from '../strategies/sections.ts';
import { advanceWorkflow, beginWorkflow } from './advance-workflow.ts';
import { beginRun } from './begin-run.ts';

/**
 * Runs the tasks on the agenda, including those that other tasks add. Drops the rest once the execution has ended or is
 * being stopped.
 */
export function runAgenda(draft: EngineDraft): void {
  const { agenda } = draft;
  for (let next = 0; next < agenda.length; next += 1) {
    const task = agenda[next];
    const isOver = draft.state.ended !== undefined || draft.state.stopping !== undefined;
    if (task === undefined || isOver) break;
    doTask(draft, task);
  }
  agenda.length = 0;
}

function doTask(draft: EngineDraft, task: Task): void {
  switch (task.do) {
    case 'begin-run':
      beginRun(draft, task.place);
      break;
    case 'end-run':
      endRun(draft, task.place, task.verdict);
      break;
    case 'fill-section':
      fillSection(draft, task.workflow, task.section);
      break;
    case 'begin-workflow':
      beginWorkflow(draft, task.workflow);
      break;
    case 'advance-workflow':
      advanceWorkflow(draft, task.workflow, task.ended);
      break;
  }
}
