import type { ProjectName } from '../../../protocol/ids.ts';
import { PROGRAM_VERSION } from '../../../protocol/version.ts';

/** The parts of a project that no exported archive contains. */
const NEVER_EXPORTED = 'webhooks, SCM configuration, nodes, keys';

/** Returns the parts of a project that an archive does not contain, as its manifest and the answer name them. */
export function notInArchive(hasExecutions: boolean): string {
  return hasExecutions ? NEVER_EXPORTED : `executions, ${NEVER_EXPORTED}`;
}

/** Returns the manifest of an archive, in Rundeck's format. */
export function archiveManifest(project: ProjectName, date: Date, notExported: string): string {
  return [
    'Manifest-Version: 1.0',
    `Rundeck-Application-Version: outrunner-${PROGRAM_VERSION}`,
    'Rundeck-Archive-Format-Version: 1.0',
    ...folded(`Rundeck-Archive-Project-Name: ${project}`),
    `Rundeck-Archive-Export-Date: ${date.toISOString()}`,
    ...folded(`Outrunner-Not-Exported: ${notExported}`),
    '\r\n',
  ].join('\r\n');
}

/** Splits a header into lines of at most 72 bytes. A continuation begins with a space. */
function folded(header: string): string[] {
  return (header.match(/.{1,70}/g) ?? []).map((line, index) => (index === 0 ? line : ` ${line}`));
}
