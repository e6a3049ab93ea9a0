import type { GivenSettings } from './settings/runner-settings.ts';

/** What `runner start` is told by its flags, unread; environment and file may say more. */
export type RunnerOptions = GivenSettings & {
  /** A YAML file of settings that has to be there. */
  readonly config?: string | undefined;
  /** Ends once the coordinator has taken this replica in, which has shown then that everything it was given works. */
  readonly endsOnceConnected?: boolean | undefined;
};
