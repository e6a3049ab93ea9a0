import type * as vscode from 'vscode';
import { JOB_LANGUAGE } from '../../ids/languages.ts';
import { JOB_SCHEME } from '../../ids/schemes.ts';

const JOB_FILE = /\.job\.ya?ml$/;
const YAML_FILE = /\.ya?ml$/;

/** The documents that are jobs whatever they contain. */
export const NAMED_DOCUMENTS: vscode.DocumentFilter[] = [
  { scheme: JOB_SCHEME },
  { language: JOB_LANGUAGE },
  { pattern: '**/*.job.{yaml,yml}' },
];

/** Longer texts, in characters, are checked only by the coordinator when they are saved or imported. */
export const MAX_TEXT_LENGTH = 1024 * 1024;

type DocumentName = Pick<vscode.TextDocument, 'uri' | 'languageId'>;

/** Returns whether scheme, language or name declare that a document contains jobs. */
export function isNamedAsJobs({ uri, languageId }: DocumentName): boolean {
  if (uri.scheme === 'git') return false;
  return uri.scheme === JOB_SCHEME || languageId === JOB_LANGUAGE || JOB_FILE.test(uri.path);
}

/** Returns whether a document is YAML. The read-only versions of git are excluded, because they show old problems. */
export function isYaml({ uri, languageId }: DocumentName): boolean {
  return uri.scheme !== 'git' && (languageId === 'yaml' || YAML_FILE.test(uri.path));
}
