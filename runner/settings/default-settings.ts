import { type RunnerSettings, settingEntries } from './runner-settings.ts';

/** Settings of which nothing was said. */
export function defaultSettings(): RunnerSettings {
  return Object.fromEntries(
    settingEntries().map(([key, { fallback }]) => [key, fallback]),
  ) as unknown as RunnerSettings;
}
