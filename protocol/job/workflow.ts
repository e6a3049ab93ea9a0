import { z } from 'zod';
import type { OperationTemplate } from '../expansion/operation-template.ts';
import { FilledText, Flag, Text } from './scalar-schemas.ts';

/** One step: a command (`exec`) or a `script`. Keys not listed are kept. */
export const Step = z
  .looseObject({
    exec: FilledText.optional().describe('A command for /bin/sh, with ${option.x}'),
    script: FilledText.optional().describe('A script, with @option.x@'),
    args: Text.optional().describe('Arguments of the script'),
    scriptInterpreter: Text.optional().describe('What runs the script; absent: its #! line'),
    interpreterArgsQuoted: Flag.optional().describe(
      'The interpreter gets file and arguments as one argument',
    ),
    fileExtension: Text.optional().describe("Ending of the script's file name"),
    description: Text.optional().describe('Shown instead of the command'),
    pty: Flag.optional().describe('Run in a pseudo-terminal (Outrunner)'),
  })
  .superRefine((step, context) => {
    if ((step.exec === undefined) === (step.script === undefined)) {
      const message = 'A step is either a command or a script: give it one of "exec" and "script".';
      context.addIssue({ code: 'custom', path: [], message });
    }
  });
export type Step = z.output<typeof Step>;

export const Strategy = z.enum(['node-first', 'sequential']);
export type Strategy = z.infer<typeof Strategy>;

/** The steps of a job, and how they are gone through. */
export const Sequence = z.looseObject({
  keepgoing: Flag.default(false).describe('Run the remaining steps before failing'),
  strategy: z
    .enum(['node-first', 'sequential', 'step-first'])
    .transform((given): Strategy => (given === 'node-first' ? given : 'sequential'))
    .default('node-first')
    .describe('node-first or sequential; equal where a job runs on one node'),
  commands: z
    .array(Step)
    .min(1, 'A job has at least one step. Add one under "commands".')
    .describe('The steps, in order'),
});
export type Sequence = z.output<typeof Sequence>;

/** What an operation of this step does, unexpanded. */
export function stepTemplate(step: Step): OperationTemplate {
  const pty = step.pty ?? false;
  if (step.exec !== undefined) return { kind: 'exec', command: step.exec, pty };
  return {
    kind: 'script',
    script: step.script ?? '',
    ...(step.args === undefined ? {} : { args: step.args }),
    ...(step.scriptInterpreter === undefined ? {} : { interpreter: step.scriptInterpreter }),
    ...(step.interpreterArgsQuoted === undefined
      ? {}
      : { interpreterArgsQuoted: step.interpreterArgsQuoted }),
    ...(step.fileExtension === undefined ? {} : { fileExtension: step.fileExtension }),
    pty,
  };
}

/** What a person calls a step: its description, else the first line of what it runs. */
export function stepTitle(step: Step): string {
  if (step.description !== undefined && step.description.trim() !== '') return step.description.trim();
  const text = (step.exec ?? step.script ?? '').trim();
  const line =
    text.split('\n').find((candidate) => !candidate.startsWith('#!') && candidate.trim() !== '') ?? '';
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
