import type { GivenSettings } from './settings/runner-settings.ts';

/** What `runner start` is told by its flags, unread; environment and file may say more. */
export type RunnerOptions = GivenSettings & {
  /** A YAML file of settings that has to be there. */
  readonly config?: string | undefined;
};
