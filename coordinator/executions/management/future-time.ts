import { OutrunnerError } from '../../../protocol/errors/outrunner-error.ts';

/** An ISO 8601 date and time with a time zone. The colon in the offset of the zone is optional. */
const MOMENT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})$/;

/**
 * Parses a time that must be after `now`. Returns epoch ms.
 * @throws invalid-input
 */
export function futureTime(text: string, now: number): number {
  const [, date, time, zone = ''] = MOMENT.exec(text.trim()) ?? [];
  const colon = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const moment = Date.parse(`${date}T${time}${colon}`);
  if (Number.isNaN(moment)) throw unusable(text, 'it is not a date and time with a time zone');
  if (moment <= now) throw unusable(text, 'it is not in the future');
  return moment;
}

function unusable(text: string, problem: string): OutrunnerError {
  return new OutrunnerError('invalid-input', {
    what: `The time "${text}"`,
    problem,
    remedy: 'Give a future time in ISO 8601 with a time zone, for example 2030-01-31T18:00:00+01:00.',
  });
}
