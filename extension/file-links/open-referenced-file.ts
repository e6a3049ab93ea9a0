import * as l10n from '@vscode/l10n';
import * as z from 'zod';
import type { Command, CommandContext, EditorActions } from '../commands/command.ts';
import type { Subject } from '../tree/tree-node.ts';
import { type FileReference, fileReferences } from './file-references.ts';
import { matchingFiles, type WorkspaceFile } from './matching-files.ts';

/** Number of parts at the end of a path that the first search compares. More parts would miss a renamed folder. */
const SEARCHED_PARTS = 2;

const ReferenceSubject = z.object({
  kind: z.literal('file-reference'),
  path: z.string().min(1).max(512),
  line: z.int().positive(),
  column: z.int().positive(),
});

/**
 * Opens the file of the workspace that a line of output refers to. Without a subject, reads the line at the cursor. The
 * output of a step may contain any path, so the command opens only files that a search in the workspace finds.
 */
export const openReferencedFile: Command = async (context, subject) => {
  const reference = await referenceOf(context, subject);
  if (reference === undefined) return;
  const { prompts, editor } = context;
  const { path, line, column } = reference;
  const { files, isCertain } = matchingFiles(path, await filesNamedAs(path, editor));
  if (files.length === 0) {
    await prompts.inform(l10n.t('No file of this workspace matches "{0}".', path));
    return;
  }
  const uri = isCertain
    ? files[0]?.uri
    : await prompts.choose({
        title: l10n.t('Open File of Output Line'),
        placeHolder: l10n.t('Several files match {0}. Choose one', path),
        choices: files.map((file) => ({ label: file.path, value: file.uri })),
      });
  if (uri === undefined) return;
  await editor.revealInDocument(uri, { line, column, endLine: line, endColumn: column });
};

/** Returns the files of the workspace in a folder of the same name. If there are none, returns those in any folder. */
async function filesNamedAs(path: string, editor: EditorActions): Promise<readonly WorkspaceFile[]> {
  const parts = path.split('/');
  const nearby = await editor.workspaceFiles(parts.slice(-SEARCHED_PARTS).join('/'));
  if (nearby.length > 0 || parts.length === 1) return nearby;
  return editor.workspaceFiles(parts.at(-1) ?? '');
}

async function referenceOf(
  { editor, outputs, prompts }: CommandContext,
  subject: Subject,
): Promise<FileReference | undefined> {
  if (subject.kind === 'file-reference') return ReferenceSubject.safeParse(subject).data;
  const active = editor.activeOutput();
  const line = active && (await outputs.open(active)).lineAt(active.line);
  const [first] = line === undefined ? [] : fileReferences(line);
  if (first === undefined)
    await prompts.inform(
      l10n.t('Move the cursor to a line of output that contains a file and a line, such as "src/main.c:12".'),
    );
  return first;
}
