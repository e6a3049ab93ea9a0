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

describe('questions that are answered with the keyboard', function () {
  this.bail(true);
  const workbench = useWorkbench();
  const type = async (title: string, text: string): Promise<void> => {
    const { palette, page } = workbench();
    await palette.step(title);
    await palette.isFocused();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
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

  // The walkthrough page may take the focus back after a question has closed, so each next field is clicked.
  it('create a job from the walkthrough, where each field is clicked first', async () => {
    const { palette, page } = workbench();
    const clickAndType = async (title: string, text: string): Promise<void> => {
      await palette.step(title);
      await page.locator('.quick-input-widget input.input').first().click();
      await type(title, text);
    };
    await palette.run('Welcome: Open Walkthrough...');
    await palette.choose('Get Started with Outrunner');
    const walkthrough = page.locator('.gettingStartedSlideDetails');
    await walkthrough.getByText('Get Started with Outrunner').first().waitFor();
    await walkthrough.getByRole('button', { name: 'Write a job' }).first().click();
    await walkthrough.getByRole('button', { name: 'New Job…' }).click();
    await clickAndType('New Job (2/4)', 'first');
    await clickAndType('New Job (3/4)', '');
    await clickAndType('New Job (4/4)', '');
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
    await type('Create API Token (1/2)', 'reports');
    await type('Create API Token (2/2)', '');
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
