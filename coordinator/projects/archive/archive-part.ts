/** The part of a project that a file of an archive contains. */
export type ArchivePart =
  | { readonly kind: 'job' | 'config' | 'readme' | 'motd' }
  | { readonly kind: 'acl'; readonly name: string }
  /** Parts that Rundeck imports, but this coordinator does not. */
  | { readonly kind: 'scm' | 'other' }
  | { readonly kind: 'execution' | 'execution-log' | 'execution-state' | 'report' }
  /** Folders, and the manifest. */
  | { readonly kind: 'nothing' };

/**
 * Returns the part of a project that a file contains, by its path in the archive. The root folder has any name, as in
 * Rundeck, which exports `rundeck-PROJECT/…`.
 */
export function archivePart(path: string): ArchivePart {
  if (path.endsWith('/') || path.startsWith('META-INF/')) return { kind: 'nothing' };
  const below = /^[^/]+\/(.*)$/.exec(path)?.[1];
  if (below === undefined) return { kind: 'other' };
  if (/^jobs\/[^/]+\.xml$/.test(below)) return { kind: 'job' };
  if (below === 'files/etc/project.properties') return { kind: 'config' };
  if (below === 'files/readme.md') return { kind: 'readme' };
  if (below === 'files/motd.md') return { kind: 'motd' };
  const name = /^files\/acls\/([^/]+\.aclpolicy)$/.exec(below)?.[1];
  if (name !== undefined) return { kind: 'acl', name };
  if (/^executions\/execution-[^/]*\.xml$/.test(below)) return { kind: 'execution' };
  if (/^executions\/output-[^/]*\.(?:rdlog|txt)$/.test(below)) return { kind: 'execution-log' };
  if (/^executions\/state-[^/]*\.state\.json$/.test(below)) return { kind: 'execution-state' };
  if (/^reports\/report-[^/]*\.xml$/.test(below)) return { kind: 'report' };
  return { kind: below.startsWith('files/etc/scm-') ? 'scm' : 'other' };
}
