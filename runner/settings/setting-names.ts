import { closest } from '../../support/text/closest.ts';
import { type SettingKey, settingEntries } from './runner-settings.ts';
import { samePath, settingVariable } from './setting.ts';

/** The setting, or the entry of a setting, to which a path in YAML refers. */
export type PathMeaning =
  | { readonly kind: 'setting'; readonly key: SettingKey }
  /** One entry of a setting that is a map, for example `logger.levels.session`. */
  | { readonly kind: 'entry'; readonly key: SettingKey; readonly name: string }
  | { readonly kind: 'without-effect'; readonly why: string }
  | { readonly kind: 'unknown'; readonly suggestion: string | undefined };

const PATHS = settingEntries().flatMap(([key, { path, alsoKnownAs = [], kind }]) =>
  [path, ...alsoKnownAs].map((each) => ({ key, path: each, isMap: kind.merges === true })),
);

export function nameOfPath(path: string): PathMeaning {
  const asked = samePath(path);
  const found = PATHS.find((it) => samePath(it.path) === asked);
  if (found) return { kind: 'setting', key: found.key };
  const map = PATHS.find((it) => it.isMap && asked.startsWith(`${samePath(it.path)}.`));
  if (map)
    return { kind: 'entry', key: map.key, name: path.split('.').slice(map.path.split('.').length).join('.') };
  const inert = Object.entries(WITHOUT_EFFECT).find(([name]) => samePath(name) === asked);
  if (inert) return { kind: 'without-effect', why: inert[1] };
  if (FOREIGN.some((prefix) => asked.startsWith(prefix)))
    return { kind: 'without-effect', why: 'it is a setting of another program' };
  return {
    kind: 'unknown',
    suggestion: closest(
      path,
      PATHS.map((it) => it.path),
    ),
  };
}

/** Returns the variables of a setting, including Rundeck's names, by descending precedence. */
export function variablesOf(key: SettingKey): readonly string[] {
  return PATHS.filter((it) => it.key === key).map(({ path }) => settingVariable(path));
}

/** Returns the variables of Rundeck that have no effect on this runner, with the reason. */
export function variablesWithoutEffect(
  environment: Readonly<NodeJS.ProcessEnv>,
): readonly (readonly [string, string])[] {
  return Object.entries(WITHOUT_EFFECT)
    .map(([path, why]) => [settingVariable(path), why] as const)
    .filter(([name]) => environment[name] !== undefined && environment[name] !== '');
}

/** Returns the variables whose names resemble a setting, with the name of that setting. */
export function misspelledVariables(
  environment: Readonly<NodeJS.ProcessEnv>,
): readonly (readonly [string, string])[] {
  const known = PATHS.map(({ path }) => settingVariable(path));
  const maps = PATHS.filter((it) => it.isMap).map(({ path }) => `${settingVariable(path)}_`);
  return Object.keys(environment)
    .filter((name) => /^RUNNER_[A-Z]+_/.test(name) && !known.includes(name))
    .filter((name) => !maps.some((prefix) => name.startsWith(prefix)))
    .filter((name) => !Object.keys(WITHOUT_EFFECT).some((path) => settingVariable(path) === name))
    .flatMap((name) => {
      const meant = closest(name, known);
      return meant === undefined ? [] : [[name, meant] as const];
    });
}

/**
 * Settings of Rundeck that have no effect on this runner, with the reason. They cause one warning at the start, and no
 * error.
 */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  'runner.reporter.sendRate': 'output is sent as soon as it is read',
  'runner.reporter.sendBatchSize': 'output is sent as soon as it is read',
  'runner.rundeck.client.id': 'a replica identifies itself with keys that it generates',
  'runner.rundeck.server.token':
    'the enrollment token is given in OUTRUNNER_ENROLLMENT_TOKEN or by runner.enrollment.tokenFile',
  'micronaut.http.client.proxy-type': 'the proxy is an HTTP proxy',
  'micronaut.http.client.pool.acquire-timeout': 'no call waits for a connection',
  'micronaut.ssl.trust-store.path': 'authorities are given as PEM, by runner.server.ca',
  'micronaut.ssl.trust-store.password': 'authorities are given as PEM, by runner.server.ca',
  'micronaut.http.client.ssl.trust-store.path': 'authorities are given as PEM, by runner.server.ca',
  'micronaut.http.client.ssl.trust-store.password': 'authorities are given as PEM, by runner.server.ca',
};

/** Prefixes of settings of other programs. An unknown name with such a prefix is not a typing error. */
const FOREIGN = ['micronaut.', 'endpoints.', 'java.', 'log4j2.'] as const;
