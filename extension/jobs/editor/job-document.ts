import type * as vscode from 'vscode';
import { JOB_LANGUAGE } from '../../ids/languages.ts';
import { JOB_SCHEME } from '../../ids/schemes.ts';

const JOB_FILE = /\.job\.ya?ml$/;
const YAML_FILE = /\.ya?ml$/;

/** Documents that count as jobs regardless of their content. */
export const NAMED_DOCUMENTS: vscode.DocumentFilter[] = [
  { scheme: JOB_SCHEME },
  { language: JOB_LANGUAGE },
  { pattern: '**/*.job.{yaml,yml}' },
];

/** Maximum number of characters that the extension checks. The coordinator checks longer texts on a save or import. */
export const MAX_TEXT_LENGTH = 1024 * 1024;

type DocumentName = Pick<vscode.TextDocument, 'uri' | 'languageId'>;

/** Returns whether scheme, language or name declare that a document contains jobs. */
export function isNamedAsJobs({ uri, languageId }: DocumentName): boolean {
  if (uri.scheme === 'git') return false;
  return uri.scheme === JOB_SCHEME || languageId === JOB_LANGUAGE || JOB_FILE.test(uri.path);
}

/** Returns whether a document is YAML. Excludes git's read-only versions, because their problems are out of date. */
export function isYaml({ uri, languageId }: DocumentName): boolean {
  return uri.scheme !== 'git' && (languageId === 'yaml' || YAML_FILE.test(uri.path));
}
