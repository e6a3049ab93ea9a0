import { z } from 'zod';

const Line = z.looseObject({ level: z.string(), time: z.string(), msg: z.string().default('') });

/** One line of the log as a person reads it: time of day, message, then what belongs to it. */
export function prettyLine(json: string): string {
  const { level, time, msg, ...rest } = Line.parse(JSON.parse(json));
  const mark = level === 'info' ? '' : `${level}: `;
  const facts = Object.entries(rest).map(([name, value]) => ` ${name}=${plain(value)}`);
  return `${time.slice(11, 19)} ${mark}${msg}${facts.join('')}\n`;
}

function plain(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^[\w.:/@-]+$/.test(value) ? value : JSON.stringify(value);
}
