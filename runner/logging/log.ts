import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { problemOf } from '../../protocol/errors/outrunner-error.ts';
import type { RunnerSettings } from '../settings/runner-settings.ts';
import { LOG_MODULES, type LogModule, moduleLevels } from './levels.ts';
import { prettyLine, textLine } from './log-line.ts';
import { RotatingFile } from './rotating-file.ts';

export type RunnerLog = Logger;

export interface LogOptions {
  readonly settings: Pick<
    RunnerSettings,
    'log' | 'logOutput' | 'logLevel' | 'logLevels' | 'logMaxSize' | 'logMaxAge' | 'logMaxFiles'
  >;
  /** Take whole lines. */
  readonly console: { readonly error: (line: string) => void; readonly out: (line: string) => void };
}

/** Lines that are kept for a file that is not open yet. */
const MOST_WAITING = 100;

/** The logs of a runner: all lines on the console, and in files that are bounded. Closed with the runner. */
export class RunnerLogs {
  readonly levels;
  private readonly options: LogOptions;
  private readonly loggers: Readonly<Record<LogModule, RunnerLog>>;
  private readonly files = new Map<FileName, RotatingFile>();
  /** What was said before there was a data dir; undefined once the files are open. */
  private waiting: { readonly name: FileName; readonly line: string }[] | undefined = [];

  constructor(options: LogOptions) {
    this.options = options;
    const { levels, warnings } = moduleLevels(options.settings.logLevel, options.settings.logLevels);
    this.levels = levels;
    const root = { runner: this.open('runner'), operations: this.open('operations') };
    const loggers = LOG_MODULES.map((module) => [
      module,
      (module === 'operations' ? root.operations : root.runner).child({ module }, { level: levels[module] }),
    ]);
    this.loggers = Object.fromEntries(loggers);
    for (const warning of warnings) this.of('runner').warn(warning);
  }

  of(module: LogModule): RunnerLog {
    return this.loggers[module];
  }

  /** Begins to write files. A folder that cannot be written to is told on the console, and stops nothing. */
  openFiles(dataDir: string): void {
    const { logOutput, logMaxSize, logMaxAge, logMaxFiles } = this.options.settings;
    const waiting = this.waiting ?? [];
    this.waiting = undefined;
    if (logOutput === 'console' || logOutput === 'stdout') return;
    const ending = logOutput === 'json' ? '-json.log' : '.log';
    const rotation = { maxSize: logMaxSize, maxAge: logMaxAge, maxFiles: logMaxFiles };
    try {
      for (const name of FILES)
        this.files.set(name, new RotatingFile(join(dataDir, 'logs', `${name}${ending}`), rotation));
    } catch (error) {
      this.of('runner').warn({ problem: problemOf(error) }, 'no log files are written');
    }
    for (const { name, line } of waiting) this.toFile(name, line);
  }

  close(): void {
    for (const file of this.files.values()) file.close();
    this.files.clear();
  }

  /** Values that could hold a secret are never given to a log, and these names are cut out if they are. */
  private open(name: FileName): RunnerLog {
    return pino(
      {
        level: 'trace',
        base: null,
        timestamp: () => `,"time":"${new Date().toISOString()}"`,
        formatters: { level: (label) => ({ level: label }) },
        redact: ['token', 'accessToken', 'secrets', 'proxy', 'password', 'passphrase', '*.token', '*.proxy'],
        serializers: { err: messageOf },
      },
      { write: (line: string) => this.take(name, line) },
    );
  }

  private take(name: FileName, line: string): void {
    const { console, settings } = this.options;
    const shown = settings.log === 'json' ? line : prettyLine(line);
    if (settings.logOutput === 'stdout') console.out(shown);
    else console.error(shown);
    this.toFile(name, line);
  }

  private toFile(name: FileName, line: string): void {
    if (this.waiting !== undefined) {
      if (this.waiting.length < MOST_WAITING) this.waiting.push({ name, line });
      return;
    }
    this.files.get(name)?.write(this.options.settings.logOutput === 'json' ? line : textLine(line));
  }
}

/** `operations`: receipt and completion of each; `runner`: everything else. */
const FILES = ['runner', 'operations'] as const;
type FileName = (typeof FILES)[number];

/** Errors are told by their message: a stack says nothing to who runs a runner. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
