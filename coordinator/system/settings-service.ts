import * as z from 'zod';
import { Settings } from '../../protocol/entities/settings.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { readPattern } from '../../support/patterns/pattern.ts';
import { isRecord } from '../../support/records/is-record.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, actOf } from '../audit/audit.ts';
import { putSettings } from '../execution-modes/system-mode.ts';
import { type SecretVariableSetting, secretVariableProblem } from '../notifications/secret-variables.ts';
import { type CoordinatorDefinitions, settingsOf } from '../store/definitions/coordinator-definitions.ts';

export interface SettingsServiceParts {
  readonly definitions: CoordinatorDefinitions;
  readonly audit: Audit;
}

/** Reads and changes the settings of the coordinator. */
export class SettingsService {
  readonly #parts: SettingsServiceParts;

  constructor(parts: SettingsServiceParts) {
    this.#parts = parts;
  }

  async get(): Promise<Settings> {
    return settingsOf(await this.#parts.definitions.snapshot());
  }

  /**
   * Merges `patch` into the settings; other settings do not change. Throws `invalid-input` for an unknown key or an
   * invalid value.
   */
  async update(caller: Caller, patch: Readonly<Record<string, unknown>>): Promise<Settings> {
    return this.#parts.definitions.change((draft) => {
      this.#parts.audit(actOf(caller, 'settings.update', 'settings', JSON.stringify(patch)), draft);
      return putSettings(draft, mergeSettings(settingsOf(draft), patch));
    });
  }
}

/** Returns `settings` with the values of `patch`. Throws `invalid-input` with the invalid key. */
export function mergeSettings(settings: Settings, patch: Readonly<Record<string, unknown>>): Settings {
  const merged: Record<string, unknown> = { ...settings };
  for (const [name, value] of Object.entries(patch)) {
    const known = Object.entries<unknown>(settings).find(([group]) => group === name)?.[1];
    if (!isRecord(known)) throw unknownKey(name, Object.keys(settings));
    if (!isRecord(value)) throw invalid(name, 'it is a group of settings, so its value is an object');
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(known, key)) throw unknownKey(`${name}.${key}`, Object.keys(known));
    }
    merged[name] = { ...known, ...value };
  }
  const parsed = Settings.safeParse(merged);
  if (parsed.success) {
    const { optionPattern } = parsed.data.jobs;
    const pattern = readPattern(optionPattern);
    if (pattern.engine === 'none') throw invalid('jobs.optionPattern', pattern.problem);
    requireSecretVariables(settings, parsed.data);
    return parsed.data;
  }
  const issue = parsed.error.issues[0];
  throw invalid(issue?.path.join('.') ?? '', issue?.message ?? z.prettifyError(parsed.error));
}

/** Refuses new references to variables that settings may not use. Earlier versions stored such references. */
function requireSecretVariables(before: Settings, after: Settings): void {
  const names = (settings: Settings): Readonly<Record<SecretVariableSetting, string>> => ({
    'mail.passwordVariable': settings.mail.passwordVariable,
    'notifications.signingSecretVariable': settings.notifications.signingSecretVariable,
  });
  const [known, wanted] = [names(before), names(after)];
  for (const setting of ['mail.passwordVariable', 'notifications.signingSecretVariable'] as const) {
    const problem = secretVariableProblem(setting, wanted[setting]);
    if (problem !== undefined && wanted[setting] !== known[setting]) throw invalid(setting, problem);
  }
}

function invalid(name: string, problem: string): OutrunnerError {
  return new OutrunnerError('invalid-input', {
    what: `The setting "${name}"`,
    problem,
    remedy: 'docs/settings.md lists the settings with their values.',
  });
}

function unknownKey(name: string, known: readonly string[]): OutrunnerError {
  return invalid(name, `there is no such setting; known settings are ${known.join(', ')}`);
}
