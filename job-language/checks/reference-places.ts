import { DeliveryTrigger } from '../../protocol/entities/delivery.ts';
import type { Job } from '../format/job.ts';
import type { Step } from '../format/step.ts';
import { runsPerNode } from '../format/step-action.ts';
import { type StepPlace, stepPlaces } from '../format/step-places.ts';
import type { SourcePath } from '../source/source-value.ts';

/** A text of a job in which references are expanded. */
export interface ReferencePlace {
  /** Keys and indexes that lead from the job to the text. */
  readonly path: SourcePath;
  readonly text: string;
  /** A command is parsed by a shell afterwards. A script contains `@…@` instead of `${…}`. */
  readonly form: 'command' | 'text' | 'script' | 'key';
  /** The context in which it is expanded, which determines the available values. */
  readonly when: 'run' | 'node-step' | 'workflow-step' | 'notification';
}

/** Returns every text of a job that is expanded, in no particular order. */
export function referencePlaces(job: Job): ReferencePlace[] {
  return [...runTexts(job), ...stepPlaces(job).flatMap(stepTexts), ...notificationTexts(job)];
}

function runTexts(job: Job): ReferencePlace[] {
  const { nodefilters, retry } = job;
  const texts: [path: string[], text: string | undefined][] = [
    [['timeout'], job.timeout],
    [['runnerSelector', 'filter'], job.runnerSelector?.filter],
    [['nodefilters', 'filter'], nodefilters?.filter],
    [['nodefilters', 'filterExclude'], nodefilters?.filterExclude],
    [['nodefilters', 'dispatch', 'threadcount'], nodefilters?.dispatch.threadcount],
    [['retry', 'retry'], retry?.retry],
    [['retry', 'delay'], retry?.delay],
  ];
  return texts.flatMap(([path, text]) => placed(path, text, 'text', 'run'));
}

const STEP_TEXTS: readonly (readonly [key: keyof Step & string, form: ReferencePlace['form']])[] = [
  ['exec', 'command'],
  ['script', 'script'],
  ['scriptfile', 'text'],
  ['scripturl', 'text'],
  ['args', 'text'],
  ['scriptInterpreter', 'text'],
];

function stepTexts({ step, path }: StepPlace): ReferencePlace[] {
  const when = runsPerNode(step) ? 'node-step' : 'workflow-step';
  const own = STEP_TEXTS.flatMap(([key, form]) => {
    const text = step[key];
    return placed([...path, key], typeof text === 'string' ? text : undefined, form, when);
  });
  const { jobref, configuration = {}, conditionGroups = [] } = step;
  return [
    ...own,
    ...placed([...path, 'jobref', 'args'], jobref?.args, 'text', when),
    ...placed([...path, 'jobref', 'nodefilters', 'filter'], jobref?.nodefilters?.filter, 'text', when),
    ...Object.entries(configuration).flatMap(([key, value]) =>
      placed([...path, 'configuration', key], typeof value === 'string' ? value : undefined, 'text', when),
    ),
    ...conditionGroups.flatMap((group, index) =>
      group.flatMap(({ key, value }, number) => {
        const place = [...path, 'conditionGroups', index, number];
        return [
          ...placed([...place, 'key'], key, 'key', when),
          ...placed([...place, 'value'], value, 'text', when),
        ];
      }),
    ),
  ];
}

function notificationTexts({ notification }: Job): ReferencePlace[] {
  return DeliveryTrigger.options.flatMap((trigger) =>
    (notification?.[trigger] ?? []).flatMap(({ email, urls }, index) => {
      const path = ['notification', trigger, index];
      return [
        ...placed([...path, 'email', 'recipients'], email?.recipients, 'text', 'notification'),
        ...placed([...path, 'email', 'subject'], email?.subject, 'text', 'notification'),
        ...placed([...path, 'urls'], urls, 'text', 'notification'),
      ];
    }),
  );
}

function placed(
  path: SourcePath,
  text: string | undefined,
  form: ReferencePlace['form'],
  when: ReferencePlace['when'],
): ReferencePlace[] {
  return text === undefined ? [] : [{ path, text, form, when }];
}
