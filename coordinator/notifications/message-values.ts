import { lookupIn, type ValueGroups, type ValueLookup } from '../../job-language/expansion/value-lookup.ts';
import { executionValues, identityValues } from '../../job-language/plan/job-values.ts';
import { isoSeconds } from '../../support/time/iso-seconds.ts';
import type { Links } from '../views/links.ts';
import type { DeliveryData } from './delivery-data.ts';

/** Returns the values for references in notifications: `option.*`, `job.*`, `execution.*` and `notification.*`. */
export function messageValues({ trigger, summary }: DeliveryData, links: Links): ValueLookup {
  const { id, jobId, jobName, jobGroup, project, user, options, argString } = summary;
  const { href, permalink } = links.execution(id);
  const execution = {
    id: String(id),
    execid: String(id),
    href,
    permalink,
    status: summary.customStatus ?? summary.status,
    user,
    project,
    argstring: argString,
    dateStarted: isoSeconds(summary.startedAt),
    ...(summary.endedAt === undefined ? {} : { dateEnded: isoSeconds(summary.endedAt) }),
    ...(summary.abortedBy === undefined ? {} : { abortedby: summary.abortedBy }),
    reason: summary.reason?.message ?? '',
    succeededNodeListString: summary.successfulNodes.join(','),
    failedNodeListString: summary.failedNodes.join(','),
  };
  const job = {
    ...identityValues({ name: jobName, group: jobGroup, id: jobId, project }),
    ...executionValues({
      executionId: String(id),
      user,
      executionType: summary.executionType ?? 'user',
      serverUrl: links.base(),
      url: permalink,
      retry: summary.retry,
    }),
  };
  const groups: ValueGroups = new Map(
    Object.entries({
      option: options,
      job,
      execution,
      notification: { trigger: eventName(trigger), eventStatus: execution.status },
    }).map(([group, entries]) => [group, new Map(Object.entries(entries))] as const),
  );
  return lookupIn(groups);
}

/** Returns Rundeck's event name of a trigger: `success` for `onsuccess`. */
export function eventName(trigger: string): string {
  return trigger.replace(/^on/, '');
}
