import type { Settings } from '../../../protocol/entities/settings.ts';

/** How many executions of a project are kept. An absent limit does not apply. */
export interface RetentionLimits {
  /** Maximum time since the end, in ms. */
  readonly age?: number;
  /** Maximum number of executions, including open ones. */
  readonly count?: number;
  /** Maximum size of records and output, in bytes. */
  readonly bytes?: number;
  /** Number of the newest executions that no limit affects. */
  readonly minimum: number;
}

/** The limits of a project, or why they cannot be read. In the second case, no execution is deleted. */
export type ProjectRetention = { readonly limits: RetentionLimits } | { readonly problem: string };

/** Project properties, with Rundeck's names and defaults where Rundeck has them. */
const PREFIX = 'project.execution.history.cleanup.';
const ENABLED = `${PREFIX}enabled`;
const DAYS = `${PREFIX}retention.days`;
const MINIMUM = `${PREFIX}retention.minimum`;
const COUNT = `${PREFIX}retention.count`;
const BYTES = `${PREFIX}retention.bytes`;
const RUNDECK_DEFAULTS = { days: 60, minimum: 50 } as const;

const DAY = 86_400_000;

/**
 * Returns the limits of a project: those of its properties if they enable or disable the cleanup, otherwise those of
 * the settings. `config` is undefined for a project that was deleted.
 */
export function projectRetention(
  config: Readonly<Record<string, string>> | undefined,
  settings: Settings['retention'],
): ProjectRetention {
  const enabled = config?.[ENABLED]?.trim().toLowerCase() ?? '';
  if (config === undefined || enabled === '') {
    const { ageSeconds, count, bytes, minimum } = settings;
    return { limits: limitsOf(ageSeconds * 1000, count, bytes, minimum) };
  }
  if (enabled === 'false') return { limits: { minimum: 0 } };
  if (enabled !== 'true') return { problem: `${ENABLED} is "${enabled}", not true or false` };
  const values: number[] = [];
  const asked = [
    [DAYS, RUNDECK_DEFAULTS.days],
    [COUNT, 0],
    [BYTES, 0],
    [MINIMUM, RUNDECK_DEFAULTS.minimum],
  ] as const;
  for (const [name, fallback] of asked) {
    const text = config[name]?.trim() ?? '';
    if (!/^\d{0,15}$/.test(text)) return { problem: `${name} is "${text}", not a whole number` };
    values.push(text === '' ? fallback : Number(text));
  }
  const [days = 0, count = 0, bytes = 0, minimum = 0] = values;
  return { limits: limitsOf(days * DAY, count, bytes, minimum) };
}

/** Returns whether any limit applies. */
export function hasLimit({ age, count, bytes }: RetentionLimits): boolean {
  return age !== undefined || count !== undefined || bytes !== undefined;
}

/** Returns the limits as an object. 0 means no limit. */
function limitsOf(age: number, count: number, bytes: number, minimum: number): RetentionLimits {
  return {
    ...(age === 0 ? {} : { age }),
    ...(count === 0 ? {} : { count }),
    ...(bytes === 0 ? {} : { bytes }),
    minimum,
  };
}
