import type { Workbench } from './workbench.ts';

/** Trusts the workspace in the editor that VS Code provides for that. */
export async function trustWorkspace({ palette, page }: Workbench): Promise<void> {
  await palette.run('Workspaces: Manage Workspace Trust');
  await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
  await page.getByText('Restricted Mode', { exact: true }).waitFor({ state: 'detached' });
}

/** Withdraws the trust, and opens the window again in Restricted Mode. */
export async function restrictWorkspace(workbench: Workbench): Promise<void> {
  const { palette, page } = workbench;
  await palette.run('Workspaces: Manage Workspace Trust');
  await page.locator('.workspace-trust-editor').getByRole('button', { name: "Don't Trust" }).click();
  await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).waitFor();
  await workbench.reopen();
}
