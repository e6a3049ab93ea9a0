import assert from 'node:assert/strict';
import { useWorkbench } from './use-workbench.ts';

describe('the Outrunner views', () => {
  const workbench = useWorkbench({ trusted: false });

  it('show one welcome view until a coordinator is chosen, even in Restricted Mode', async () => {
    const { sideBar } = workbench();
    await sideBar.open('Outrunner');
    await sideBar.welcomeButton('Manage Workspace Trust').waitFor();
    await sideBar.welcomeButton('connect to another coordinator').waitFor();
    for (const title of ['Tags', 'Projects', 'Executions'])
      assert.equal(await sideBar.view(title).count(), 0);
    await workbench().screenshot('restricted');
  });

  it('link to a walkthrough, whose steps show pictures', async () => {
    const { sideBar, page } = workbench();
    await sideBar.welcomeButton('Take the walkthrough').click();
    const walkthrough = page.locator('.gettingStartedSlideDetails');
    await walkthrough.getByText('Get Started with Outrunner').first().waitFor();
    await walkthrough.getByRole('button', { name: 'Start Embedded Coordinator' }).waitFor();
    // Pictures are shown only if there is space. The click moves the focus from the palette to the page.
    await walkthrough.getByText('Get Started with Outrunner').first().click();
    await page.keyboard.press('Control+b');
    const picture = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    for (const step of ['Start a coordinator', 'Reach a closed network', 'Add nodes']) {
      await walkthrough.getByRole('button', { name: step }).first().click();
      await picture.locator('svg').first().waitFor();
      await workbench().screenshot(`walkthrough ${step}`);
    }
    await page.locator('.tabs-container').getByText('Welcome').first().click({ button: 'middle' });
    await walkthrough.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+b');
    await sideBar.welcomeButton('Take the walkthrough').waitFor();
  });

  it('refuse an address that would send the token unencrypted', async () => {
    const { palette, sideBar } = workbench();
    await sideBar.welcomeButton('connect to another coordinator').click();
    await palette.step('Connect to Coordinator (1/2)');
    await palette.input.fill('http://coordinator.example:4440');
    await palette.message.filter({ hasText: 'Use https://' }).waitFor();
    await workbench().page.keyboard.press('Escape');
  });

  it('show in the status bar that no coordinator is connected', async () => {
    const { messages } = workbench();
    await messages.statusBarItem('Outrunner').hover();
    await workbench()
      .page.locator('.workbench-hover')
      .filter({ hasText: 'Not connected to a coordinator' })
      .waitFor();
  });
});
