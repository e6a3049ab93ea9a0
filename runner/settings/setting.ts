import type { Kind } from './setting-kinds.ts';

/** One setting of a runner, as it is declared. */
export interface Setting<Value> {
  readonly kind: Kind<Exclude<Value, undefined>>;
  /** In YAML. The environment variable is the same in capitals, with `_` for `.` and `-`, as the reference has it. */
  readonly path: string;
  /** As commander declares it. Secrets have none: arguments stand in listings of processes. */
  readonly flag?: string;
  /** The flag may be given again. */
  readonly repeated?: true;
  readonly fallback: Value;
  /** What stands in the documentation for the fallback, where that is no plain value. */
  readonly shown?: string;
  readonly description: string;
  /** Names that the reference system has for it. */
  readonly alsoKnownAs?: readonly string[];
  readonly secret?: true;
}

export type About = Omit<Setting<unknown>, 'kind' | 'fallback'>;

/** One without a value of its own. */
export function optional<Value>(kind: Kind<Value>, about: About): Setting<Value | undefined> {
  return { ...about, kind: kind as Kind<Exclude<Value, undefined>>, fallback: undefined };
}

export function setting<Value>(kind: Kind<Value>, fallback: Value, about: About): Setting<Value> {
  return { ...about, kind: kind as Kind<Exclude<Value, undefined>>, fallback };
}

/** The environment variable of a path. */
export function variableOf(path: string): string {
  return path.toUpperCase().replaceAll(/[.-]/g, '_');
}

/** Paths that differ in `-`, `_` and capitals alone are the same, as the reference reads them. */
export function samePath(path: string): string {
  return path.toLowerCase().replaceAll(/[-_]/g, '');
}
