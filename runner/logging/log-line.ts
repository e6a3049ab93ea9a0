/** One line of a log as JSON holds it. */
interface Line {
  readonly level: string;
  readonly time: string;
  readonly module: string | undefined;
  readonly message: string;
  /** ` name=value …` */
  readonly facts: string;
}

/** As a person reads it on the console: time of day, message, then what belongs to it. */
export function prettyLine(json: string): string {
  const { level, time, message, facts } = read(json);
  return `${time.slice(11, 19)} ${level === 'info' ? '' : `${level}: `}${message}${facts}\n`;
}

/** As a file holds it: everything, the date included. */
export function textLine(json: string): string {
  const { level, time, module, message, facts } = read(json);
  return `${time} ${level.toUpperCase().padEnd(5)} [${module ?? 'runner'}] ${message.replaceAll('\n', '\\n')}${facts}\n`;
}

function read(json: string): Line {
  const { level, time, msg, module, ...rest }: Readonly<Record<string, unknown>> = JSON.parse(json);
  const facts = Object.entries(rest).map(([name, value]) => ` ${name}=${plain(value)}`);
  return {
    level: String(level),
    time: String(time),
    module: typeof module === 'string' ? module : undefined,
    message: typeof msg === 'string' ? msg : '',
    facts: facts.join(''),
  };
}

function plain(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return /^[\w.:/@-]+$/.test(value) ? value : JSON.stringify(value);
}
