import * as z from 'zod';
import { ConditionGroups, MOST_NESTED_CONDITIONALS, tooManyInverted } from './conditional.ts';
import { JobRef } from './job-ref.ts';
import { KEY_NOTES } from './key-notes.ts';
import { StepPlugins } from './log-filters.ts';
import { FilledText, Flag, Json, Text, WholeNumber } from './scalar-schemas.ts';
import { STEP_FORMS } from './step-forms.ts';

const SCRIPTS = ['script', 'scriptfile', 'scripturl'] as const;
const SECURE_INPUT_REMEDY = 'Read the option from its variable RD_OPTION_…, with valueExposed: true.';

const StepKeys = z.looseObject({
  exec: FilledText.optional().describe('A command for /bin/sh, with ${option.x}').register(KEY_NOTES, {
    references: 'command',
    difference: 'Values are quoted more strictly, so that no value becomes shell syntax.',
  }),
  script: FilledText.optional().describe('A script, with @option.x@').register(KEY_NOTES, {
    references: 'script',
    difference: 'The check warns about `@…@` in a shell script, because the value may be executed as code.',
  }),
  scriptfile: FilledText.optional()
    .describe('Path of a script on the host of the runner')
    .register(KEY_NOTES, {
      references: 'text',
      difference: 'The path is on the host of the runner, not of the server.',
    }),
  scripturl: FilledText.optional()
    .describe('Address of a script that the runner fetches')
    .register(KEY_NOTES, {
      references: 'text',
      difference: 'The runner fetches it, with limits of size and time.',
    }),
  jobref: JobRef.optional().describe('Another job'),
  type: FilledText.optional().describe('A plugin step, or "conditional"').register(KEY_NOTES, {
    choices: 'step-plugins',
    difference:
      'Java plugins are not loaded; some plugins are built in. A step of another plugin is kept, and fails when it runs.',
  }),
  configuration: z
    .record(z.string(), Json)
    .nullable()
    .transform((configuration) => configuration ?? {})
    .optional()
    .describe('Configuration of a plugin step')
    .register(KEY_NOTES, { stepForms: ['type'], references: 'text' }),
  conditionGroups: ConditionGroups.optional()
    .describe('When the sub-steps of a conditional run: if all conditions of at least one group are met')
    .register(KEY_NOTES, {
      stepForms: ['type'],
      references: 'conditions',
      difference:
        'The other exported form, `type: conditional.logic` with `conditions` and `steps`, is read too.',
    }),
  invertLogic: Flag.optional()
    .describe(
      'The sub-steps of a conditional run if at least one condition of every group is met, instead of all of one group',
    )
    .register(KEY_NOTES, { stepForms: ['type'] }),
  args: Text.optional()
    .describe('Arguments of the script')
    .register(KEY_NOTES, { stepForms: SCRIPTS, references: 'text' }),
  scriptInterpreter: Text.optional()
    .describe('Interpreter of the script. Without it, the #! line decides')
    .register(KEY_NOTES, { stepForms: SCRIPTS, references: 'text' }),
  interpreterArgsQuoted: Flag.optional()
    .describe('The interpreter gets file and arguments as one argument')
    .register(KEY_NOTES, { stepForms: SCRIPTS }),
  fileExtension: Text.optional()
    .describe("Ending of the script's file name")
    .register(KEY_NOTES, { stepForms: SCRIPTS }),
  expandTokenInScriptFile: Flag.optional()
    .describe('Expand @…@ in the text of a script file or URL')
    .register(KEY_NOTES, { stepForms: SCRIPTS }),
  checksum: Text.refine(
    (checksum) => /^sha256:[0-9a-fA-F]{64}$/.test(checksum.trim()),
    'A checksum is "sha256:" and 64 hexadecimal digits.',
  )
    .optional()
    .describe('sha256:HEX that a fetched script must have (Outrunner)')
    .register(KEY_NOTES, {
      stepForms: ['scripturl'],
      examples: [`sha256:${'0a'.repeat(32)}`],
      difference: 'Added here. A script that changed at its URL does not run.',
    }),
  maxBytes: WholeNumber.refine((bytes) => bytes > 0, '"maxBytes" must be at least 1.')
    .optional()
    .describe('Largest size of a fetched script; 10 MiB by default (Outrunner)')
    .register(KEY_NOTES, {
      stepForms: ['scripturl'],
      examples: [1, '4096'],
      difference: 'Added here. An endless answer cannot fill the disk.',
    }),
  passSecureInput: Flag.optional()
    .describe('Give secure options to the script on its standard input')
    .register(KEY_NOTES, {
      remedy: SECURE_INPUT_REMEDY,
      difference: 'Standard input of a step is empty; secure options are in its environment.',
    }),
  autoSecureInput: Flag.optional()
    .describe('Choose whether secure options go to standard input')
    .register(KEY_NOTES, { remedy: SECURE_INPUT_REMEDY, difference: 'As `passSecureInput`.' }),
  nodeStep: Flag.optional().describe('A plugin step or conditional runs once for each node'),
  description: Text.optional().describe('Description that is shown instead of the command'),
  plugins: StepPlugins.optional().describe('Log filters of the step'),
  keepgoingOnSuccess: Flag.optional().describe('In an error handler: continue the workflow if it succeeds'),
  pty: Flag.optional().describe('Run in a pseudo-terminal (Outrunner)').register(KEY_NOTES, {
    difference: 'Added here. Programs then colour their output and show progress bars.',
  }),
});

type StepKeys = z.output<typeof StepKeys>;

/**
 * One step from a job's definition: exactly one of `exec`, `script`, `scriptfile`, `scripturl`, `jobref` and `type`.
 * Unlisted keys are kept. `stepAction` returns its action.
 */
export interface Step extends StepKeys {
  /** Runs if the step fails. */
  errorhandler?: Step | undefined;
  /** Steps of a conditional. */
  subSteps?: Step[] | undefined;
}

export const Step: z.ZodType<Step, unknown> = StepKeys.extend({
  get errorhandler(): z.ZodOptional<z.ZodType<Step, unknown>> {
    return Step.optional().describe('Step that runs when this one failed');
  },
  get subSteps(): z.ZodOptional<z.ZodArray<z.ZodType<Step, unknown>>> {
    return z
      .array(Step)
      .optional()
      .describe('Steps of a conditional')
      .register(KEY_NOTES, {
        stepForms: ['type'],
        difference: `Conditionals can be nested at most ${MOST_NESTED_CONDITIONALS} deep.`,
      });
  },
})
  .superRefine((step, context) => {
    const [, second] = formsOf(step);
    const problem = formProblem(step);
    // The path names the second action, so that the rest of the job is checked without it.
    if (problem !== undefined)
      context.addIssue({
        code: 'custom',
        path: second === undefined ? [] : [second],
        message: problem,
        params: { marks: 'key' },
      });
  })
  .meta({ id: 'step', description: 'One step' });

function formsOf(step: Step): (typeof STEP_FORMS)[number][] {
  return STEP_FORMS.filter((form) => step[form] !== undefined);
}

function formProblem(step: Step): string | undefined {
  const forms = formsOf(step);
  if (forms.length === 0) {
    return `The step has no action. Add one of "${STEP_FORMS.slice(0, -1).join('", "')}" and "type".`;
  }
  if (forms.length > 1)
    return `The step has "${forms.join('" and "')}". Keep one of them, and move each of the others to its own step.`;
  if (step.type !== 'conditional') return undefined;
  if ((step.subSteps ?? []).length === 0) return 'The conditional has no steps. Add them under "subSteps".';
  const groups = step.conditionGroups ?? [];
  if (groups.length === 0 || groups.some((group) => group.length === 0)) {
    return 'The conditional has no condition, or an empty group. Add one under "conditionGroups".';
  }
  if (step.invertLogic === true && tooManyInverted(groups)) {
    return 'The conditional is inverted and has too many conditions. Split it into several conditionals.';
  }
  return undefined;
}
