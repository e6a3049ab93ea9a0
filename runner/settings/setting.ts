import type { Kind } from './setting-kinds.ts';

/** The declaration of a setting. */
export interface Setting<Value> {
  readonly kind: Kind<Exclude<Value, undefined>>;
  /**
   * Path in YAML. The environment variable is the path in capitals, with `_` in place of `.` and `-`, as in Rundeck.
   */
  readonly path: string;
  /** Flag in commander's notation. Secrets have none, because process listings show arguments. */
  readonly flag?: string;
  /** Whether the flag can be repeated. */
  readonly repeated?: true;
  readonly fallback: Value;
  /** Default value in the documentation, if it differs from `fallback`. */
  readonly shown?: string;
  readonly description: string;
  /** Names of the setting in Rundeck. */
  readonly alsoKnownAs?: readonly string[];
  readonly secret?: true;
}

export type SettingDescription = Omit<Setting<unknown>, 'kind' | 'fallback'>;

/** Declares a setting without a default. */
export function optional<Value>(kind: Kind<Value>, about: SettingDescription): Setting<Value | undefined> {
  return { ...about, kind: kind as Kind<Exclude<Value, undefined>>, fallback: undefined };
}

export function setting<Value>(
  kind: Kind<Value>,
  fallback: Value,
  about: SettingDescription,
): Setting<Value> {
  return { ...about, kind: kind as Kind<Exclude<Value, undefined>>, fallback };
}

/** Returns the environment variable of a path. */
export function settingVariable(path: string): string {
  return path.toUpperCase().replaceAll(/[.-]/g, '_');
}

/** Normalizes a path: removes `-` and `_` and ignores case, as Rundeck does. */
export function samePath(path: string): string {
  return path.toLowerCase().replaceAll(/[-_]/g, '');
}
