import { optional, setting } from './setting.ts';
import { assignments, choice, duration, loopbackAddress, size, text, wholeNumber } from './setting-kinds.ts';

export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type Level = (typeof LEVELS)[number];

/** Settings of logs, metrics and health. */
export const OBSERVATION_SETTINGS = {
  log: setting(choice(['pretty', 'json']), 'pretty', {
    path: 'runner.log.format',
    flag: '--log <format>',
    description: 'how it logs on the console',
  }),
  logOutput: setting(choice(['files', 'json', 'console', 'stdout']), 'files', {
    path: 'runner.log.output',
    flag: '--log-output <where>',
    description:
      'text or JSON files in `logs` of the data dir, beside standard error; or standard error (`console`) or output alone',
  }),
  logLevel: setting(choice(LEVELS), 'info', {
    path: 'runner.log.level',
    flag: '--log-level <level>',
    description: 'what is less weighty is left out',
  }),
  logLevels: setting(
    assignments('`module=level`, levels as of `runner.log.level`', (all) =>
      Object.values(all).every((level) => isLevel(level.toLowerCase())),
    ),
    {},
    { path: 'logger.levels', description: 'levels of single modules' },
  ),
  logMaxSize: setting(size('1KiB', '1GiB'), 10 * 1024 ** 2, {
    path: 'runner.log.maxSize',
    shown: '10MiB',
    description: 'a log file that would grow beyond it is set aside',
  }),
  logMaxAge: setting(duration('1m', '365d'), 24 * 3_600_000, {
    path: 'runner.log.maxAge',
    shown: '1d',
    description: 'a log file that was begun longer ago is set aside',
  }),
  logMaxFiles: setting(wholeNumber(1, 1000), 10, {
    path: 'runner.log.maxFiles',
    description: 'files of each log, the current one included; older ones are removed',
  }),
  metrics: optional(loopbackAddress, {
    path: 'runner.metrics.listen',
    flag: '--metrics <addr:port>',
    shown: 'none',
    description: 'answers `/metrics` there, for Prometheus; otherwise a runner listens on nothing',
  }),
  healthFile: optional(text, {
    path: 'runner.health.file',
    flag: '--health-file <file>',
    shown: '`health.json` in the data dir',
    description: 'JSON that says how it is',
  }),
  healthInterval: setting(duration('1s', '1h'), 10_000, {
    path: 'runner.health.interval',
    shown: '10s',
    description: 'how often the health file is written, beyond each change',
  }),
} as const;

export function isLevel(text: string): text is Level {
  return LEVELS.some((level) => level === text);
}
