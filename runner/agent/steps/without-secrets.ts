/**
 * Replaces secrets in the text of a problem. A path or an address in it may contain a secret value, and everyone with
 * access to the execution can read it. If secrets overlap, the longest is replaced.
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
