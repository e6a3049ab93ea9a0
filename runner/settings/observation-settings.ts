import { optional, setting } from './setting.ts';
import { assignments, duration, loopbackAddress, oneOf, size, text, wholeNumber } from './setting-kinds.ts';

export const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type Level = (typeof LEVELS)[number];

/** Settings of logs, metrics and health. */
export const OBSERVATION_SETTINGS = {
  log: setting(oneOf(['pretty', 'json']), 'pretty', {
    path: 'runner.log.format',
    flag: '--log <format>',
    description: 'Format of the log on the console',
  }),
  logOutput: setting(oneOf(['files', 'json', 'console', 'stdout']), 'files', {
    path: 'runner.log.output',
    flag: '--log-output <where>',
    description:
      'Text or JSON files in `logs` of the data dir, in addition to standard error; or only standard error (`console`) or standard output',
  }),
  logLevel: setting(oneOf(LEVELS), 'info', {
    path: 'runner.log.level',
    flag: '--log-level <level>',
    description: 'Minimum level of logged lines',
  }),
  logLevels: setting(
    assignments('`module=level`, with the levels of `runner.log.level`', (all) =>
      Object.values(all).every((level) => isLevel(level.toLowerCase())),
    ),
    {},
    { path: 'logger.levels', description: 'Levels of single modules' },
  ),
  logMaxSize: setting(size('1KiB', '1GiB'), 10 * 1024 ** 2, {
    path: 'runner.log.maxSize',
    shown: '10MiB',
    description: 'Maximum size of a log file before it is rotated',
  }),
  logMaxAge: setting(duration('1m', '365d'), 24 * 3_600_000, {
    path: 'runner.log.maxAge',
    shown: '1d',
    description: 'Maximum age of a log file before it is rotated',
  }),
  logMaxFiles: setting(wholeNumber(1, 1000), 10, {
    path: 'runner.log.maxFiles',
    description: 'Number of files of each log, including the current one; older ones are removed',
  }),
  metrics: optional(loopbackAddress, {
    path: 'runner.metrics.listen',
    flag: '--metrics <addr:port>',
    shown: 'none',
    description:
      'Loopback address that serves `/metrics` for Prometheus; otherwise a runner listens on no port',
  }),
  healthFile: optional(text, {
    path: 'runner.health.file',
    flag: '--health-file <file>',
    shown: '`health.json` in the data dir',
    description: 'JSON file with the health of the replica',
  }),
  healthInterval: setting(duration('1s', '1h'), 10_000, {
    path: 'runner.health.interval',
    shown: '10s',
    description: 'Interval of writing the health file, in addition to each change',
  }),
} as const;

export function isLevel(text: string): text is Level {
  return LEVELS.some((level) => level === text);
}
