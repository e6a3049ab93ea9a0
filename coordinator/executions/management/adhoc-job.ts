import { Job } from '../../../job-language/format/job.ts';
import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';
import type { AdhocCommand, AdhocScript, AdhocUrl } from '../../../protocol/routes/shapes/adhoc-shapes.ts';
import { askedRunners } from './asked-runners.ts';

type Step = Readonly<Record<string, unknown>>;
type ScriptRun = Pick<
  AdhocScript,
  'argString' | 'scriptInterpreter' | 'interpreterArgsQuoted' | 'fileExtension'
>;
export type AnyAdhoc = Omit<AdhocCommand, 'exec'>;

/** Returns a job with one step that runs the command. Throws `invalid-input`. */
export function commandJob(asked: AdhocCommand): Job {
  return jobOf(asked, { exec: given(asked.exec, 'exec') });
}

/** Returns a job with one step that runs the script. Throws `invalid-input`. */
export function scriptJob(asked: AdhocScript): Job {
  return jobOf(asked, { script: given(asked.scriptFile ?? asked.script, 'script'), ...scriptRun(asked) });
}

/** Returns a job with one step that runs the script at the URL. Throws `invalid-input`. */
export function urlJob(asked: AdhocUrl): Job {
  return jobOf(asked, { scripturl: given(asked.scriptURL ?? asked.url, 'scriptURL'), ...scriptRun(asked) });
}

/** Returns the command, script or URL of the only step, for the audit. */
export function adhocText({ sequence }: Job): string {
  const [step] = sequence.commands;
  return step?.exec ?? step?.script ?? step?.scripturl ?? '';
}

function jobOf(asked: AnyAdhoc, step: Step): Job {
  const { filter, nodeThreadcount, nodeKeepgoing } = asked;
  const dispatch = { threadcount: String(nodeThreadcount ?? 1), keepgoing: nodeKeepgoing ?? false };
  const parsed = Job.safeParse({
    name: 'adhoc',
    sequence: { keepgoing: false, commands: [step] },
    ...(filter === undefined ? {} : { nodefilters: { filter, dispatch } }),
    ...selectorKeys(asked),
  });
  if (parsed.success) return parsed.data;
  throw new OutrunnerError('invalid-input', {
    what: 'The command',
    problem: parsed.error.issues[0]?.message.replace(/\.$/, '') ?? 'it is invalid',
    remedy: '',
  });
}

/** Rundeck's own pages send the Local Runner as the default, so that value is ignored. */
function selectorKeys(asked: AnyAdhoc) {
  const runnerSelector = askedRunners(asked);
  return runnerSelector === undefined || runnerSelector.runnerFilterMode === 'LOCAL'
    ? {}
    : { runnerSelector };
}

function scriptRun({ argString, scriptInterpreter, interpreterArgsQuoted, fileExtension }: ScriptRun): Step {
  return { args: argString, scriptInterpreter, interpreterArgsQuoted, fileExtension };
}

function given(text: string | undefined, name: string): string {
  if (text !== undefined && text.trim() !== '') return text;
  throw new OutrunnerError('invalid-input', {
    what: `The field "${name}"`,
    problem: 'it is missing',
    remedy: 'Give the command or script to run.',
  });
}
