import type { KeeperLogSettings } from '../link/keeper-settings.ts';
import { readLine, textLine } from '../logging/log-line.ts';
import { RotatingFile } from '../logging/rotating-file.ts';
import { LEVELS, type Level } from '../settings/observation-settings.ts';

/**
 * The keeper's log, in a file of bounded size. It uses no logging library, because spawning is fast only while the
 * keeper's memory is small.
 */
export class KeeperLog {
  readonly #settings: KeeperLogSettings | undefined;
  readonly #file: RotatingFile | undefined;

  /** Writes nothing if there are no settings or the file cannot be opened: a failing log must not fail a step. */
  constructor(settings: KeeperLogSettings | undefined) {
    this.#settings = settings;
    try {
      this.#file =
        settings && settings.level !== 'silent' ? new RotatingFile(settings.file, settings) : undefined;
    } catch {
      this.#file = undefined;
    }
  }

  debug(message: string, facts: object = {}): void {
    this.#write('debug', message, facts);
  }

  info(message: string, facts: object = {}): void {
    this.#write('info', message, facts);
  }

  warn(message: string, facts: object = {}): void {
    this.#write('warn', message, facts);
  }

  close(): void {
    this.#file?.close();
  }

  #write(level: Level, msg: string, facts: object): void {
    const file = this.#file;
    const settings = this.#settings;
    if (!file || !settings || LEVELS.indexOf(level) < LEVELS.indexOf(settings.level)) return;
    const line = `${JSON.stringify({ level, time: new Date().toISOString(), module: 'keeper', ...facts, msg })}\n`;
    file.write(settings.json ? line : textLine(readLine(line)));
  }
}
