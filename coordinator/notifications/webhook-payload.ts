import { executionView } from '../views/execution-views.ts';
import type { Links } from '../views/links.ts';
import type { DeliveryData } from './delivery-data.ts';
import { eventName } from './message-values.ts';

/**
 * Returns the body of a webhook with its media type: the execution at the time of the event, in the format of the API.
 */
export function webhookPayload(
  { trigger, summary }: DeliveryData,
  format: 'json' | 'xml',
  links: Links,
): { readonly mediaType: string; readonly body: string } {
  const execution = executionView(summary, links);
  const event = { trigger: eventName(trigger), status: summary.status, executionId: summary.id };
  if (format === 'json') {
    return { mediaType: 'application/json', body: JSON.stringify({ ...event, execution }) };
  }
  const { job } = execution;
  const started = execution['date-started'];
  const ended = execution['date-ended'];
  const body = element('notification', event, [
    element('executions', { count: 1 }, [
      element(
        'execution',
        { id: execution.id, href: execution.href, status: execution.status, project: execution.project },
        [
          element('user', {}, execution.user),
          element('date-started', { unixtime: started.unixtime }, started.date),
          ended === undefined ? '' : element('date-ended', { unixtime: ended.unixtime }, ended.date),
          job === undefined
            ? ''
            : element('job', { id: job.id }, [
                element('name', {}, job.name),
                element('group', {}, job.group),
                element('project', {}, job.project),
                element('description', {}, job.description),
                element(
                  'options',
                  {},
                  Object.entries(job.options).map(([name, value]) => element('option', { name, value }, [])),
                ),
              ]),
          element('description', {}, execution.description),
          element('argstring', {}, execution.argstring ?? ''),
          nodes('successfulNodes', execution.successfulNodes),
          nodes('failedNodes', execution.failedNodes),
        ],
      ),
    ]),
  ]);
  return { mediaType: 'text/xml', body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` };
}

function nodes(name: string, names: readonly string[]): string {
  return element(
    name,
    {},
    names.map((node) => element('node', { name: node }, [])),
  );
}

function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: string | readonly string[],
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  const inner = typeof content === 'string' ? escaped(content) : content.join('');
  return `<${name}${written.join('')}>${inner}</${name}>`;
}

/** Escapes a string for XML. Replaces characters that XML cannot contain. */
function escaped(text: string): string {
  return [...text]
    .map((character) => ENTITIES[character] ?? (isXml(character) ? character : '\uFFFD'))
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

function isXml(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0x20 && !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff;
}
