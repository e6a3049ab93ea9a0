import type { Command } from '../commands/command.ts';
import { issueText } from './issue-text.ts';

/** Shows the log of the extension. */
export const showLog: Command = async ({ editor }) => editor.showLog();

/** Opens the issue reporter of VS Code with an initial text. See `issueText`. */
export const reportIssue: Command = async ({ connection, editor, model }) =>
  editor.reportIssue(issueText(editor.installation, connection.state, model()));
