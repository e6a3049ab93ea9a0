import { expandText } from '../../job-language/expansion/expand-text.ts';
import { triggerTexts } from '../../protocol/entities/delivery.ts';
import { isoSeconds } from '../../support/time/iso-seconds.ts';
import type { Links } from '../views/links.ts';
import type { DeliveryData } from './delivery-data.ts';
import { eventName, messageValues } from './message-values.ts';

/** Returns the subject as one line: the configured one, or a default with the event and the job. */
export function mailSubject(data: DeliveryData, subject: string | undefined, links: Links): string {
  const { summary, trigger } = data;
  const group = summary.jobGroup === '' ? '' : `${summary.jobGroup}/`;
  const happened = triggerTexts(trigger).headline ?? summary.customStatus ?? summary.status;
  const usual = `${happened.toUpperCase()} [${summary.project}] ${group}${summary.jobName}`;
  const text = subject === undefined ? usual : expandText(subject, messageValues(data, links));
  return text.replaceAll(/\p{Cc}+/gu, ' ').trim();
}

export function mailText(data: DeliveryData, links: Links, log: string | undefined): string {
  const { summary, trigger } = data;
  const { permalink } = links.execution(summary.id);
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Job', `${summary.jobGroup === '' ? '' : `${summary.jobGroup}/`}${summary.jobName}`],
    ['Project', summary.project],
    ['Execution', `${summary.id} (${permalink})`],
    ['Event', eventName(trigger)],
    ['Status', summary.customStatus ?? summary.status],
    ['Reason', summary.reason?.message],
    ['User', summary.user],
    ['Started', isoSeconds(summary.startedAt)],
    ['Ended', summary.endedAt === undefined ? undefined : isoSeconds(summary.endedAt)],
    ['Options', summary.argString === '' ? undefined : summary.argString],
    ['Failed nodes', summary.failedNodes.length === 0 ? undefined : summary.failedNodes.join(', ')],
  ];
  const facts = rows.flatMap(([name, value]) =>
    value === undefined ? [] : [`${`${name}:`.padEnd(14)}${value}`],
  );
  return `${[...facts, ...(log === undefined ? [] : ['', 'Log:', '', log])].join('\n')}\n`;
}

/** Returns the addresses of a list, with references replaced by their values. */
export function mailRecipients(data: DeliveryData, recipients: string, links: Links): readonly string[] {
  return expandText(recipients, messageValues(data, links))
    .split(/[,;\s]+/)
    .map((address) => address.trim())
    .filter((address) => address !== '');
}
