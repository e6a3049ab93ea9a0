/**
 * Prefixes of the environment variables of the coordinator that settings may refer to. Without them, a setting could
 * send any variable of the coordinator, such as its master key, to an SMTP server.
 */
const PREFIXES = {
  'mail.passwordVariable': 'OUTRUNNER_MAIL_',
  'notifications.signingSecretVariable': 'OUTRUNNER_SIGNING_',
} as const;

export type SecretVariableSetting = keyof typeof PREFIXES;

/** Returns why a setting may not refer to a variable of this name; undefined if it may, or if the name is empty. */
export function secretVariableProblem(setting: SecretVariableSetting, name: string): string | undefined {
  const prefix = PREFIXES[setting];
  return name === '' || name.startsWith(prefix)
    ? undefined
    : `the name of the environment variable ${name} does not start with ${prefix}: rename the variable, for example to ${prefix}${name}`;
}
