import * as z from 'zod';
import type { JobReference } from '../plan/job-reference.ts';
import { KEY_NOTES } from './key-notes.ts';
import { RankOrder } from './node-filters.ts';
import { Flag, Text } from './scalar-schemas.ts';

/** Overrides of the referenced job's node settings. An omitted property keeps the referenced job's value. */
export const JobRefNodes = z.looseObject({
  filter: Text.optional()
    .describe('Nodes that the job runs on')
    .register(KEY_NOTES, { references: 'text', choices: 'node-filter' }),
  dispatch: z
    .looseObject({
      threadcount: Text.optional().describe('Nodes at a time'),
      keepgoing: Flag.optional().describe('Continue with the other nodes after one failed'),
      rankAttribute: Text.optional()
        .describe('Attribute that orders the nodes')
        .register(KEY_NOTES, { choices: 'node-attributes' }),
      rankOrder: RankOrder.optional().describe('ascending or descending'),
      nodeIntersect: Flag.optional().describe('Only nodes that the referring job also has'),
    })
    .optional()
    .describe('Order and concurrency of the nodes'),
});

/** `jobref` of a step: another job, by uuid or by group and name. */
export const JobRef = z
  .looseObject({
    uuid: Text.optional().describe('Identity of the job'),
    group: Text.optional().describe('Group of the job'),
    name: Text.optional().describe('Name of the job').register(KEY_NOTES, {
      difference: 'At most 50 jobs can be nested. A loop is refused with its path.',
    }),
    project: Text.optional().describe('Project of the job; absent: the same'),
    useName: Flag.optional().describe('Look the job up by group and name even if there is a uuid'),
    args: Text.optional().describe('Options of the job: -name value -other "two words"').register(KEY_NOTES, {
      references: 'text',
      difference: 'The referenced job runs in the same execution, with its output in the same log.',
    }),
    nodeStep: Flag.optional().describe('Run once for each node'),
    importOptions: Flag.optional().describe('Pass the options of the same name'),
    failOnDisable: Flag.optional().describe('Fail if the job is disabled; otherwise the step is skipped'),
    childNodes: Flag.optional().describe('Use the nodes of the referenced job'),
    ignoreNotifications: Flag.optional().describe('Send no notifications of the referenced job'),
    nodefilters: JobRefNodes.optional().describe('Nodes that replace those of the job'),
  })
  .superRefine((reference, context) => {
    const hasUuid = (reference.uuid ?? '').trim() !== '' && reference.useName !== true;
    if (hasUuid || (reference.name ?? '').trim() !== '') return;
    const message =
      reference.useName === true
        ? 'The job is looked up by name (useName), but no name is given. Add "name", or remove "useName".'
        : 'The job reference has neither "name" nor "uuid". Set "name" (and "group"), or "uuid".';
    context.addIssue({ code: 'custom', path: [], message });
  });
export type JobRef = z.output<typeof JobRef>;

/** Converts the reference to the form of a plan. */
export function jobReference(ref: JobRef): JobReference {
  const { filter, dispatch } = ref.nodefilters ?? {};
  return {
    ...filled('uuid', ref.uuid),
    ...filled('group', ref.group),
    ...filled('name', ref.name),
    ...filled('project', ref.project),
    useName: ref.useName ?? false,
    args: ref.args ?? '',
    importOptions: ref.importOptions ?? false,
    failOnDisable: ref.failOnDisable ?? false,
    childNodes: ref.childNodes ?? false,
    ignoreNotifications: ref.ignoreNotifications ?? false,
    ...(ref.nodefilters === undefined
      ? {}
      : {
          nodes: {
            ...filled('filter', filter),
            ...filled('threadCount', dispatch?.threadcount),
            ...(dispatch?.keepgoing === undefined ? {} : { keepGoing: dispatch.keepgoing }),
            ...filled('rankAttribute', dispatch?.rankAttribute),
            ...(dispatch?.rankOrder === undefined ? {} : { rankOrder: dispatch.rankOrder }),
            nodeIntersect: dispatch?.nodeIntersect ?? false,
          },
        }),
  };
}

function filled<Key extends string>(key: Key, text: string | undefined): { [key in Key]?: string } {
  const given: { [key in Key]?: string } = {};
  if (text !== undefined && text !== '') given[key] = text;
  return given;
}
