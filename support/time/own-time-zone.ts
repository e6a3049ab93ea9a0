/**
 * The name of the time zone of this process, such as `Europe/Berlin`. Read once, because reading it takes 0.1 ms, and
 * the coordinator and the runner need it for each run and each step.
 */
export const OWN_TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
