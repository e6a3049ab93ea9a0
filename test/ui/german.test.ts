import assert from 'node:assert/strict';
import { ProjectName } from '../../protocol/ids.ts';
import { seriousFindings } from './accessibility.ts';
import { somebodyElseAt } from './coordinator-of.ts';
import { useWorkbench } from './use-workbench.ts';

const PROJECT = ProjectName.parse('operations');
const JOBS = `- name: deploy
  group: web
  sequence:
    commands:
    - exec: echo deployed
`;

describe('in a VS Code whose display language is German', function () {
  this.bail(true);
  const workbench = useWorkbench({ language: 'de' });

  it('the welcome text and its buttons are German', async () => {
    const { sideBar } = workbench();
    await sideBar.open('Outrunner');
    await sideBar.welcomeButton('Zur exemplarischen Vorgehensweise').waitFor();
    await sideBar.welcomeButton('Eingebetteten Koordinator starten').click();
    await sideBar.row(/^Local Runner/).waitFor();
  });

  it('the names of views, and the titles of commands in the palette and in menus are German', async () => {
    const { sideBar, palette, page } = workbench();
    for (const view of ['Übersicht', 'Runner', 'Projekte', 'Ausführungen', 'Zeitpläne', 'Schlüssel'])
      await sideBar.view(view).waitFor();
    await palette.open();
    await palette.input.fill('>Outrunner: Runner er');
    await palette.option('Outrunner: Runner erstellen…').first().waitFor();
    await page.keyboard.press('Escape');
    await sideBar
      .view('Runner')
      .locator('.pane-header')
      .getByRole('button', { name: 'Runner erstellen…' })
      .waitFor({ state: 'attached' });
  });

  it('the rows of views are German', async () => {
    const { sideBar } = workbench();
    const other = await somebodyElseAt(workbench());
    await other.createProject({ body: { name: PROJECT, description: '' } });
    const { failed } = await other.importJobs({
      params: { project: PROJECT },
      query: {},
      body: { text: JOBS, mediaType: 'application/yaml' },
    });
    other.close();
    assert.deepEqual(failed, []);
    await sideBar.row(/^Projekt operations, 1 Job/).waitFor();
    await sideBar.row(/^Job web\/deploy in operations, läuft auf/).waitFor();
    await sideBar.row(/^1 Job ohne Tags/).waitFor();
  });

  it('a webview is German, and declares its language', async () => {
    const { sideBar, webview } = workbench();
    await sideBar.rowMenu(/web\/deploy/, 'Tags des Jobs bearbeiten');
    await webview.getByRole('heading', { name: 'Ausführungsort' }).waitFor();
    await webview.getByRole('button', { name: 'Speichern' }).waitFor();
    await webview.getByRole('radio', { name: 'Auf dem Local Runner' }).waitFor();
    await webview.getByRole('radio', { name: 'Auf Runnern, die ein Filter auswählt' }).click();
    await webview.getByText('lassen sich mit and, or, not und Klammern kombinieren').waitFor();
    assert.equal(await webview.locator('html').getAttribute('lang'), 'de');
    assert.deepEqual(await seriousFindings(workbench()), []);
    await workbench().screenshot('german-tagging-editor');
  });

  it('a job is run from a German form, and its execution and panel are German', async () => {
    const { sideBar, webview } = workbench();
    await sideBar.rowSubmenu(/^Job web\/deploy/, 'Ausführen mit', 'Job mit Formular ausführen…');
    await webview.getByLabel('Protokolliergrad').waitFor();
    await workbench().screenshot('german-run-form');
    await webview.getByRole('button', { name: 'Jetzt ausführen' }).click();
    await sideBar.row(/^Ausführung 1 von web\/deploy, erfolgreich/).waitFor();
    await sideBar.rowAction(/^Ausführung 1 von web\/deploy/, 'Ausführungsbereich öffnen');
    await webview.getByRole('grid', { name: 'Schritte auf Knoten' }).waitFor();
    await webview.getByRole('heading', { name: 'Zeitachse nach Replikat' }).waitFor();
    await workbench().screenshot('german-execution-panel');
  });
});
