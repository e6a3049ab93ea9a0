import type { Workbench } from './workbench.ts';

/** The settings of a workbench whose trust changes. A modal trust editor would cover the window. */
export const TRUST_SETTINGS = { 'workbench.editor.useModal': 'off' } as const;

/** Trusts the workspace in the editor that VS Code provides for that. */
export async function trustWorkspace({ palette, page, messages }: Workbench): Promise<void> {
  await messages.statusBarItem('Restricted Mode').waitFor();
  await palette.run('Workspaces: Manage Workspace Trust');
  const editor = page.locator('.workspace-trust-editor');
  await editor.getByRole('button', { name: 'Trust', exact: true }).click();
  await page.locator('.workspace-trust-editor.trusted').waitFor();
}
