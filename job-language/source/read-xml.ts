import { elementValue } from './element-value.ts';
import { parseXml } from './parse-xml.ts';
import type { Finding } from './problem.ts';
import type { SourceValue } from './source-value.ts';
import { jobFromXml } from './xml-job.ts';

/**
 * Reads a `joblist` in XML, as Rundeck exports it. Returns the same list of jobs as the equivalent YAML would, or the
 * problem.
 */
export function readXml(text: string, mostDepth: number): SourceValue | Finding {
  const root = parseXml(text, mostDepth);
  if ('severity' in root) return root;
  if (root.name !== 'joblist' && root.name !== 'job') {
    const message = `<${root.name}> is not a list of jobs. Use a <joblist> of <job> elements.`;
    return { severity: 'error', code: 'not-a-list', message, span: root.nameSpan, path: [] };
  }
  const jobs = root.name === 'job' ? [root] : root.children;
  const foreign = jobs.find(({ name }) => name !== 'job');
  if (foreign !== undefined) {
    const message = `<${foreign.name}> is not a job: a <joblist> contains <job> elements. Remove it.`;
    return { severity: 'error', code: 'not-a-job', message, span: foreign.nameSpan, path: [] };
  }
  const items = jobs.map((job): SourceValue => {
    const value = elementValue(job);
    return value.kind === 'map' ? jobFromXml(value) : { kind: 'map', span: job.span, entries: [] };
  });
  return { kind: 'list', span: root.span, items };
}
