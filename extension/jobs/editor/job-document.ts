import type { Uri } from 'vscode';
import { JOB_SCHEME } from '../../ids/schemes.ts';

const JOB_FILE = /\.job\.ya?ml$/;

/** Whether a document contains jobs: a stored job or a job file. */
export function isJobDocument({ uri }: { readonly uri: Uri }): boolean {
  return uri.scheme === JOB_SCHEME || (uri.scheme !== 'git' && JOB_FILE.test(uri.path));
}
