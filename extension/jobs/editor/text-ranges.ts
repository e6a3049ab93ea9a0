import * as vscode from 'vscode';
import type { TextRange } from '../../../job-language/language-service/text-range.ts';

export function rangeOf({ start, end }: TextRange): vscode.Range {
  return new vscode.Range(start.line, start.column, end.line, end.column);
}
