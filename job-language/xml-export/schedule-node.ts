import type { Schedule } from '../format/schedule.ts';
import { nodesAt } from './plain-nodes.ts';
import { unknownNodes } from './step-nodes.ts';
import { type XmlNode, xmlNode } from './xml-node.ts';

/** Returns the `schedule` of a job. The day of the month is an attribute of `month`. */
export function scheduleNode({
  crontab,
  time,
  month,
  year,
  dayofmonth,
  weekday,
  ...rest
}: Schedule): XmlNode {
  const content = [
    ...nodesAt('crontab', crontab),
    ...(month === undefined && dayofmonth === undefined
      ? []
      : [xmlNode('month', [], { day: dayofmonth?.day, month })]),
    ...(time === undefined ? [] : [xmlNode('time', [], time)]),
    ...(weekday === undefined ? [] : [xmlNode('weekday', [], { day: weekday.day })]),
    ...(year === undefined ? [] : [xmlNode('year', [], { year })]),
    ...unknownNodes(rest),
  ];
  return xmlNode('schedule', content);
}
