import * as vscode from 'vscode';
import { JOB_SCHEME } from '../../ids/schemes.ts';

const JOB_FILE = /\.job\.ya?ml$/;

/** An extension that provides hovers, completion of keys, outline and folding for job files. */
const YAML_EXTENSION = 'redhat.vscode-yaml';

/** The documents that contain jobs: stored jobs and job files. */
export const JOB_DOCUMENTS: vscode.DocumentSelector = [
  { scheme: JOB_SCHEME },
  { pattern: '**/*.job.{yaml,yml}' },
];

/** Longer texts, in characters, are checked only by the coordinator when they are saved or imported. */
export const MAX_TEXT_LENGTH = 1024 * 1024;

/** Whether a document contains jobs: a stored job or a job file. */
export function isJobDocument({ uri }: { readonly uri: vscode.Uri }): boolean {
  return uri.scheme === JOB_SCHEME || (uri.scheme !== 'git' && JOB_FILE.test(uri.path));
}

/** Whether the YAML extension provides hovers, completion of keys, outline and folding for a document. */
export function isServedByYamlExtension({ uri }: { readonly uri: vscode.Uri }): boolean {
  return uri.scheme !== JOB_SCHEME && vscode.extensions.getExtension(YAML_EXTENSION) !== undefined;
}
