/**
 * A path or an address may hold a secret value; why it cannot be had is told to everybody who may see the execution. Of
 * secrets that overlap, the longest is hidden.
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
