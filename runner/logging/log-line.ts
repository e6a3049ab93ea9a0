import { escapeControls, escapeControlsInLines } from '../../support/terminal/escape-controls.ts';

/** The parsed parts of a JSON log line. */
export interface LogLine {
  readonly level: string;
  readonly time: string;
  readonly module: string | undefined;
  readonly message: string;
  /** The further fields in the form ` name=value …`. */
  readonly facts: string;
}

/** Formats a line for the console: time of day, message, facts. */
export function prettyLine({ level, time, message, facts }: LogLine): string {
  return `${time.slice(11, 19)} ${level === 'info' ? '' : `${level}: `}${escapeControlsInLines(message)}${facts}\n`;
}

/** Formats a line for a file: time with date, level, module, message, facts. */
export function textLine({ level, time, module, message, facts }: LogLine): string {
  return `${time} ${level.toUpperCase().padEnd(5)} [${module ?? 'runner'}] ${escapeControls(message)}${facts}\n`;
}

/**
 * Parses a JSON log line. Escapes control characters in the facts, because facts may contain text from other systems.
 */
export function readLine(json: string): LogLine {
  const { level, time, msg, module, ...rest }: Readonly<Record<string, unknown>> = JSON.parse(json);
  const facts = Object.entries(rest).map(([name, value]) => ` ${name}=${plain(value)}`);
  return {
    level: String(level),
    time: String(time),
    module: typeof module === 'string' ? module : undefined,
    message: typeof msg === 'string' ? msg : '',
    facts: escapeControls(facts.join('')),
  };
}

function plain(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^[\w.:/@-]+$/.test(value) ? value : JSON.stringify(value);
}
