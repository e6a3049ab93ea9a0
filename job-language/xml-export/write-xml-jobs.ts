import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import type { Job } from '../format/job.ts';
import { jobPath } from '../format/job-path.ts';
import { notificationNodes } from './notification-nodes.ts';
import { optionNode } from './option-nodes.ts';
import { byName, dataNode, nodesAt, nodesOf } from './plain-nodes.ts';
import { scheduleNode } from './schedule-node.ts';
import { sequenceNode, unknownNodes } from './step-nodes.ts';
import { impossibleInXml, printXml, type XmlNode, xmlNode } from './xml-node.ts';

/**
 * Formats jobs as a `joblist` in XML, as Rundeck exports and imports it. Every value becomes a string.
 *
 * Throws `invalid-input` for a job that contains a character that XML cannot represent.
 */
export function writeXmlJobs(jobs: readonly Job[]): string {
  const texts = jobs.map((job) => {
    const text = printXml(jobNode(job), '  ');
    const impossible = impossibleInXml(text);
    if (impossible === undefined) return text;
    throw new OutrunnerError('invalid-input', {
      what: `Job ${jobPath(job)}`,
      problem: `it contains the character ${impossible}, which XML cannot represent`,
      remedy: 'Export it as YAML or JSON.',
    });
  });
  return `<joblist>\n${texts.join('')}</joblist>\n`;
}

function jobNode(job: Job): XmlNode {
  const { options, project, nodefilters, notification, schedule, sequence, ...others } = job;
  const { retry, plugins, runnerSelector, orchestrator, schedules, tags, ...named } = others;
  const { loglimit, loglimitAction, loglimitStatus, ...rest } = named;
  const { dispatch, ...filters } = nodefilters ?? {};
  const limit = { limit: loglimit, limitAction: loglimitAction, status: loglimitStatus };
  const content = [
    ...contextNodes(job),
    ...nodesAt('dispatch', dispatch),
    ...nodesAt('id', job.uuid),
    ...(Object.values(limit).every((value) => value === undefined) ? [] : [xmlNode('logging', [], limit)]),
    ...(Object.keys(filters).length === 0 ? [] : [xmlNode('nodefilters', nodesOf(filters))]),
    ...(notification === undefined ? [] : notificationNodes(notification)),
    ...nodesAt('orchestrator', orchestrator),
    ...pluginNodes(plugins?.ExecutionLifecycle ?? {}),
    ...(retry === undefined ? [] : [xmlNode('retry', retry.retry, { delay: retry.delay })]),
    ...nodesAt('runnerSelector', runnerSelector),
    ...(schedule === undefined ? [] : [scheduleNode(schedule)]),
    ...(schedules ?? []).flatMap((item) => listItemNodes('schedules', item)),
    sequenceNode(sequence),
    ...nodesAt(
      'tags',
      [tags ?? []].flat().filter((tag) => tag.trim() !== ''),
    ),
    ...unknownNodes(rest),
  ];
  return xmlNode('job', byName(content));
}

/** A list within a list needs the form of data: otherwise its items would be items of the outer list. */
function listItemNodes(key: string, item: unknown): XmlNode[] {
  return Array.isArray(item) ? [dataNode(key, item)] : nodesAt(key, item ?? '');
}

function contextNodes({ options, project }: Job): XmlNode[] {
  const content = [
    ...(options.length === 0 ? [] : [xmlNode('options', options.map(optionNode), { preserveOrder: 'true' })]),
    ...nodesAt('project', project),
  ];
  return content.length === 0 ? [] : [xmlNode('context', content)];
}

function pluginNodes(providers: Readonly<Record<string, unknown>>): XmlNode[] {
  const content = Object.keys(providers)
    .sort()
    .map((type) => {
      const configuration = providers[type] ?? {};
      const isEmpty = typeof configuration === 'object' && Object.keys(configuration).length === 0;
      return xmlNode('ExecutionLifecycle', isEmpty ? [] : [dataNode('configuration', configuration)], {
        type,
      });
    });
  return content.length === 0 ? [] : [xmlNode('plugins', content)];
}
