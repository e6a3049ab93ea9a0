/**
 * Replaces secrets in a problem, which everyone who may see the execution can read: a path or an address may contain a
 * secret value. Of overlapping secrets, the longest is replaced.
 */
export function withoutSecrets(problem: string, secrets: readonly string[]): string {
  const hidden = secrets
    .filter((value) => value !== '')
    .flatMap((value) => [value, encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\uFFFD'))])
    .toSorted((one, other) => other.length - one.length);
  if (hidden.length === 0) return problem;
  const pattern = hidden.map((secret) => secret.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|');
  return problem.replace(new RegExp(pattern, 'g'), '*****');
}
