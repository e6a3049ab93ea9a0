import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useWorkbench } from './use-workbench.ts';

const JOB = `- name: restart
  options:
  - name: stage
    required: true
    enforced: true
    values: [test, live]
  sequence:
    commands:
    - exec: echo "restarted \${option.stage}"
`;

/**
 * Time that a key is held down, in ms. A key that is released while VS Code replaces one question by the next one
 * reaches the page behind the questions.
 */
const KEY_HELD_MS = 20;

describe('questions that are answered with the keyboard', function () {
  this.bail(true);
  const workbench = useWorkbench();
  const type = async (title: string, text: string): Promise<void> => {
    const { palette, page } = workbench();
    await palette.step(title);
    await palette.isFocused();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter', { delay: KEY_HELD_MS });
  };
  before(async () => {
    const { sideBar, palette } = workbench();
    await sideBar.open('Outrunner');
    await palette.run('Outrunner: Start Embedded Coordinator');
    await sideBar.row(/^Local Runner, Healthy/).waitFor();
    await palette.run('Outrunner: Create Project…');
    await type('Create Project (1/2)', 'operations');
    await type('Create Project (2/2)', '');
    await sideBar.row(/^Project operations/).waitFor();
  });

  it('create a job from the walkthrough', async () => {
    const { palette, page } = workbench();
    await palette.run('Welcome: Open Walkthrough...');
    await palette.choose('Get Started with Outrunner');
    const walkthrough = page.locator('.gettingStartedSlideDetails');
    const step = (title: string) =>
      walkthrough.locator('.getting-started-step:focus').filter({ hasText: title });
    await step('Start a coordinator').waitFor();
    for (const title of ['Create a project', 'Write a job']) {
      await page.keyboard.press('ArrowDown');
      await step(title).waitFor();
    }
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await walkthrough.locator('a:focus').filter({ hasText: 'New Job…' }).waitFor();
    await page.keyboard.press('Enter', { delay: KEY_HELD_MS });
    await type('New Job (2/4)', 'first');
    await type('New Job (3/4)', '');
    await type('New Job (4/4)', '');
    await page.locator('.monaco-editor[data-uri^="outrunner-job"]').first().waitFor();
  });

  it('create a runner and an API token, with the first choice where none is preset', async () => {
    const { sideBar, palette, messages, page } = workbench();
    await palette.run('Outrunner: Create Runner…');
    await type('Create Runner (1/6)', 'edge');
    for (const number of [2, 3, 4, 5, 6]) await type(`Create Runner (${number}/6)`, '');
    await sideBar.row(/^edge, New/).waitFor();
    await page.getByRole('tab', { name: 'Install edge.md' }).waitFor();
    await palette.run('Outrunner: Create API Token…');
    await type('Create API Token (1/4)', 'reports');
    for (const number of [2, 3, 4]) await type(`Create API Token (${number}/4)`, '');
    await messages.notification('API token "reports" created').waitFor();
  });

  it('explain why Enter is not enough if a choice is required', async () => {
    const { sideBar, palette, page, folder, messages, terminals } = workbench();
    await writeFile(join(folder, 'restart.job.yaml'), JOB);
    await palette.run('Outrunner: Import Jobs…');
    await palette.step('Import Jobs into operations');
    await palette.choose('restart.job.yaml');
    await messages.notification('1 job imported into operations.').waitFor();
    await sideBar.rowAction(/^Job restart/, 'Run Job…');
    await type('Run restart', '');
    await palette.placeholder('Choose a value for stage.').waitFor();
    await workbench().screenshot('required option');
    await page.keyboard.type('neither');
    await page.keyboard.press('Enter');
    await palette.placeholder('No choice matches "neither".').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await terminals.waitFor('restarted test');
  });
});
