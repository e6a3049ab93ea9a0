import { expandConfiguration } from '../../../job-language/expansion/expand-configuration.ts';
import type { FlowControlStep } from '../../../job-language/plan/workflow-plan.ts';
import { FLOW_CONTROL } from '../../../job-language/plugins/built-in-plugins.ts';
import { readConfiguration } from '../../../job-language/plugins/step-plugin.ts';
import { excerpt } from '../../../support/text/excerpt.ts';
import { subjectOf, whereabouts } from '../state/describe.ts';
import { changeWorkflow, type EngineDraft, workflowOf, writeNote } from '../state/draft.ts';
import type { Place } from '../state/state.ts';
import { failed, REASONS, sentence, type Verdict } from '../state/verdict.ts';
import { stoppedSections } from '../strategies/sections.ts';
import { valueLookupAt } from '../values/values-for.ts';

/** Maximum length of a custom status, in UTF-16 code units. The status may contain values that steps captured. */
const LONGEST_STATUS = 256;

/**
 * Executes a flow control step. If it halts, no further step starts in its workflow. A conditional and the workflow
 * that contains it halt together; a referenced job halts alone.
 */
export function controlFlow(draft: EngineDraft, place: Place, step: FlowControlStep): void {
  const end = (verdict: Verdict) => draft.agenda.push({ do: 'end-run', place, verdict });
  const subject = subjectOf(draft.state, place);
  const expanded = expandConfiguration(step.configuration, valueLookupAt(draft.state, place));
  const read = readConfiguration(FLOW_CONTROL, expanded);
  if (read.kind === 'refused') {
    end(failed(REASONS.configuration, `${subject} cannot run: ${sentence(read.problem)}`));
    return;
  }
  const { halt, fail, status } = read.configuration;
  if (!halt) {
    end({ kind: 'succeeded' });
    return;
  }
  const wanted = statusNamed(status, fail);
  const isCustom = wanted !== 'succeeded' && wanted !== 'failed';
  haltWorkflows(draft, place.workflow, isCustom ? { status: wanted } : {});
  if (wanted === 'succeeded') {
    writeNote(draft, `${subject} halts the workflow.`, whereabouts(draft.state, place));
    end({ kind: 'succeeded' });
    return;
  }
  end(
    failed(
      REASONS.halted,
      `${subject} halted the workflow${isCustom ? ` with the status "${wanted}"` : ''}.`,
    ),
  );
}

/** Returns the wanted status. Statuses of executions are recognized in any case; a custom status remains as written. */
function statusNamed(text: string | undefined, fail: boolean): string {
  const written = text?.trim() ?? '';
  if (written === '') return fail ? 'failed' : 'succeeded';
  const known = ['succeeded', 'failed', 'aborted'].find((name) => name === written.toLowerCase());
  return known ?? excerpt(written, LONGEST_STATUS);
}

/** Halts a workflow and, if it is that of a conditional, the workflows that contain it. */
function haltWorkflows(draft: EngineDraft, id: number, halted: { readonly status?: string }): void {
  const workflow = workflowOf(draft.state, id);
  changeWorkflow(draft, id, { halted, ...stoppedSections(workflow) });
  if (workflow.kind === 'conditional' && workflow.parent !== undefined)
    haltWorkflows(draft, workflow.parent.workflow, halted);
}
