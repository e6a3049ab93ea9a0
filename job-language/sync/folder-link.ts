import * as z from 'zod';
import { comparableUrl } from '../../protocol/client/endpoint.ts';
import { OutrunnerError } from '../../protocol/errors/outrunner-error.ts';
import { ProjectName } from '../../protocol/ids.ts';
import { parsedJson } from '../../support/text/parsed-json.ts';

/** Name of the file that links its folder to a project. */
export const FOLDER_LINK_NAME = 'outrunner.json';

/** Maximum size of the file in bytes. */
export const FOLDER_LINK_BYTES = 64 * 1024;

/** Folders whose files no job file may replace. */
const RESERVED = /^(?:\.git|\.outrunner|\.vscode|node_modules)$/i;

/** A path relative to the folder of `outrunner.json`, with `/` as separator. `.` is the folder of `outrunner.json`. */
const JobsFolder = z
  .string()
  .max(1024)
  .refine(
    (path) => path === '.' || path.split('/').every(isPlainPart),
    'must be a folder below the folder of outrunner.json, such as "jobs": no "..", no "\\", not absolute',
  );

/** An address without user, password, query and fragment, because the file is committed. */
const CoordinatorUrl = z
  .string()
  .max(2048)
  .refine(
    (text) => URL.canParse(text) && isPlainAddress(new URL(text)),
    'must be an http or https address without user, password or query',
  );

/**
 * The content of `outrunner.json`. The file comes from a repository and is untrusted: `coordinator` is only compared
 * with the coordinator that the user chose, so that no file can direct a token to another host.
 */
export const FolderLink = z.strictObject({
  coordinator: CoordinatorUrl.optional(),
  project: ProjectName,
  jobs: JobsFolder.default('jobs'),
});
export type FolderLink = z.infer<typeof FolderLink>;

/** Parses the text of `outrunner.json`. Throws `folder-link-invalid` with each unknown key. */
export function parseFolderLink(text: string): FolderLink {
  const json = parsedJson(text.replace(/^\uFEFF/, ''));
  if (json === undefined) throw invalidLink('it is not JSON');
  const parsed = FolderLink.safeParse(json);
  if (parsed.success) return parsed.data;
  throw invalidLink(parsed.error.issues.map(problemOfIssue).join('; '));
}

/** Returns whether the link is to this coordinator, or to no specific coordinator. */
export function linksTo({ coordinator }: FolderLink, url: string): boolean {
  if (coordinator === undefined) return true;
  return URL.canParse(url) && comparableUrl(new URL(coordinator)) === comparableUrl(new URL(url));
}

function problemOfIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.slice(0, 5).map((key) => JSON.stringify(key.slice(0, 100)));
    return `unknown key ${keys.join(', ')} (the keys are "coordinator", "project" and "jobs")`;
  }
  const key = issue.path.join('.');
  return key === '' ? issue.message : `"${key}": ${issue.message}`;
}

function invalidLink(problem: string): OutrunnerError {
  return new OutrunnerError('folder-link-invalid', { problem });
}

function isPlainPart(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..' && !/[\\:\p{Cc}]/u.test(part) && !RESERVED.test(part);
}

function isPlainAddress(url: URL): boolean {
  const { protocol, username, password, search, hash } = url;
  return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === '');
}
