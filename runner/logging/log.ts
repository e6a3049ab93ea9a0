import { join } from 'node:path';
import { type Logger, pino, symbols } from 'pino';
import { problemOf } from '../../support/errors/problem-of.ts';
import type { RunnerSettings } from '../settings/runner-settings.ts';
import { LOG_MODULES, type LogModule, moduleLevels } from './levels.ts';
import { type LogLine, prettyLine, readLine, textLine } from './log-line.ts';
import { RotatingFile } from './rotating-file.ts';

export type RunnerLog = Logger;

export interface LogOptions {
  readonly settings: Pick<
    RunnerSettings,
    'log' | 'logOutput' | 'logLevel' | 'logLevels' | 'logMaxSize' | 'logMaxAge' | 'logMaxFiles'
  >;
  /** Outputs of the console. Each function accepts one or more complete lines. */
  readonly console: { readonly error: (line: string) => void; readonly out: (line: string) => void };
}

/** Maximum number of lines that are buffered until the files are open. */
const MOST_WAITING = 100;

/** Number of buffered lines at which they are written at once. */
const MOST_GATHERED = 256;
/**
 * Pino's number for the level `warn`. A line of this level or above is written at once, together with all buffered
 * lines.
 */
const WARN = 40;

interface PendingLine {
  readonly name: FileName;
  readonly json: string;
}

/**
 * The logs of a runner. Every line goes to the console and, with the outputs `files` and `json`, to files of bounded
 * size. Lines of one turn of the event loop are written together. Close the logs when the runner ends.
 */
export class RunnerLogs {
  readonly levels;
  readonly #options: LogOptions;
  readonly #loggers: Readonly<Record<LogModule, RunnerLog>>;
  readonly #files = new Map<FileName, RotatingFile>();
  /** Lines that were logged before the files were open; undefined once they are open. */
  #waiting: PendingLine[] | undefined = [];
  #gathered: PendingLine[] = [];
  #flushing: NodeJS.Immediate | undefined;

  constructor(options: LogOptions) {
    this.#options = options;
    const { levels, warnings } = moduleLevels(options.settings.logLevel, options.settings.logLevels);
    this.levels = levels;
    const root = { runner: this.#open('runner'), operations: this.#open('operations') };
    const loggers = LOG_MODULES.map((module) => [
      module,
      (module === 'operations' ? root.operations : root.runner).child({ module }, { level: levels[module] }),
    ]);
    this.#loggers = Object.fromEntries(loggers);
    for (const warning of warnings) this.of('runner').warn(warning);
  }

  of(module: LogModule): RunnerLog {
    return this.#loggers[module];
  }

  /** Opens the log files. If the folder is not writable, reports that on the console and continues without files. */
  openFiles(dataDir: string): void {
    const { logOutput, logMaxSize, logMaxAge, logMaxFiles } = this.#options.settings;
    this.#flush();
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    if (logOutput === 'console' || logOutput === 'stdout') return;
    const ending = logOutput === 'json' ? '-json.log' : '.log';
    const rotation = { maxSize: logMaxSize, maxAge: logMaxAge, maxFiles: logMaxFiles };
    try {
      for (const name of FILES)
        this.#files.set(name, new RotatingFile(join(dataDir, 'logs', `${name}${ending}`), rotation));
    } catch (error) {
      this.of('runner').warn({ problem: problemOf(error) }, 'the log files cannot be opened');
    }
    this.#toFiles(waiting.map((said) => this.#shapes(said)));
  }

  close(): void {
    this.#flush();
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }

  /** Secrets are never logged. Redacting fields with these names is a second line of defense. */
  #open(name: FileName): RunnerLog {
    const destination = {
      [symbols.needsMetadataGsym]: true,
      lastLevel: 0,
      write: (json: string) => this.#take({ name, json }, destination.lastLevel >= WARN),
    };
    return pino(
      {
        level: 'trace',
        base: null,
        timestamp: () => `,"time":"${new Date().toISOString()}"`,
        formatters: { level: (label) => ({ level: label }) },
        redact: ['token', 'accessToken', 'secrets', 'proxy', 'password', 'passphrase', '*.token', '*.proxy'],
        serializers: { err: messageOf },
      },
      destination,
    );
  }

  #take(said: PendingLine, isUrgent: boolean): void {
    this.#gathered.push(said);
    if (isUrgent || this.#gathered.length >= MOST_GATHERED) this.#flush();
    else this.#flushing ??= setImmediate(() => this.#flush());
  }

  #flush(): void {
    clearImmediate(this.#flushing);
    this.#flushing = undefined;
    const gathered = this.#gathered;
    this.#gathered = [];
    if (gathered.length === 0) return;
    const { console, settings } = this.#options;
    const shapes = gathered.map((said) => this.#shapes(said));
    const shown = shapes.map(({ shown }) => shown()).join('');
    if (settings.logOutput === 'stdout') console.out(shown);
    else console.error(shown);
    if (this.#waiting === undefined) this.#toFiles(shapes);
    else this.#waiting.push(...gathered.slice(0, MOST_WAITING - this.#waiting.length));
  }

  #toFiles(shapes: readonly Shapes[]): void {
    for (const [name, file] of this.#files)
      file.write(...shapes.filter((one) => one.name === name).map(({ kept }) => kept()));
  }

  /** Parses a line lazily and once for both outputs. */
  #shapes({ name, json }: PendingLine): Shapes {
    const { log, logOutput } = this.#options.settings;
    let read: LogLine | undefined;
    const line = (): LogLine => (read ??= readLine(json));
    return {
      name,
      shown: () => (log === 'json' ? json : prettyLine(line())),
      kept: () => (logOutput === 'json' ? json : textLine(line())),
    };
  }
}

interface Shapes {
  readonly name: FileName;
  /** Returns the line for the console. */
  readonly shown: () => string;
  /** Returns the line for the file. */
  readonly kept: () => string;
}

/** The log files. `operations` contains receipt and end of each operation, `runner` everything else. */
const FILES = ['runner', 'operations'] as const;
type FileName = (typeof FILES)[number];

/** Returns the message of an error. A stack trace would not help the operator of a runner. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
