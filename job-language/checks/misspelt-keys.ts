import type { Finding } from '../source/problem.ts';
import type { SourcePath } from '../source/source-value.ts';

/**
 * Joins each missing key with the misspelt key of the same map that was probably meant: one error at the misspelt key,
 * whose suggestion corrects both.
 */
export function joinMisspeltKeys(findings: readonly Finding[]): Finding[] {
  const misspelt = new Map(
    findings.flatMap((finding) => {
      const { code, path, suggestion } = finding;
      if (code !== 'unknown-key' || suggestion === undefined) return [];
      return [[keyOf([...path.slice(0, -1), suggestion.text]), finding]];
    }),
  );
  const joined = new Set<Finding>();
  const errors = findings.map((finding) => {
    const cause = finding.code === 'missing-key' ? misspelt.get(keyOf(finding.path)) : undefined;
    if (cause?.suggestion === undefined) return finding;
    joined.add(cause);
    const { instead, text } = cause.suggestion;
    const message = `"${text}" is missing. Change "${instead}" to "${text}".`;
    return { ...cause, severity: finding.severity, code: finding.code, message, path: finding.path };
  });
  return errors.filter((finding) => !joined.has(finding));
}

function keyOf(path: SourcePath): string {
  return JSON.stringify(path);
}
