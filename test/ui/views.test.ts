import { useWorkbench } from './use-workbench.ts';

describe('the Outrunner views', () => {
  const workbench = useWorkbench();

  it('stand in a container of their own', async () => {
    const { sideBar } = workbench();
    await sideBar.open('Outrunner');
    for (const title of ['Runners', 'Tags', 'Projects']) await sideBar.view(title).waitFor();
    await workbench().screenshot('views');
  });
});
