import * as l10n from '@vscode/l10n';
import { jobPath } from '../../../job-language/format/job-path.ts';
import type { JobOverview } from '../../../protocol/routes/shapes/job-shapes.ts';
import { TaggingCommand, type TaggingNotification } from '../../../protocol/webview/tagging-editor.ts';
import type { PanelSession, PanelView } from '../../webviews/panel-session.ts';
import { type TaggingNeeds, TaggingSession } from './tagging-session.ts';

/** Connects the tagging editor of a job to its page. */
export function taggingPanel(
  needs: Omit<TaggingNeeds, 'show'> & { readonly openYaml: (job: JobOverview) => Promise<void> },
  view: PanelView,
): PanelSession {
  const session = new TaggingSession({
    ...needs,
    show: (state) => {
      const notification: TaggingNotification = { type: 'state', state };
      view.post(notification);
    },
  });
  const refresh = async (): Promise<void> => {
    if (session.job !== undefined) view.setTitle(l10n.t('Tags: {0}', jobPath(session.job)));
    await session.refresh();
  };
  const act = async (command: TaggingCommand): Promise<void> => {
    switch (command.type) {
      case 'ready':
        return refresh();
      case 'select':
        return session.select(command.selection);
      case 'save':
        return session.save();
      case 'revert':
        return session.revert();
      case 'openYaml':
        return session.job === undefined ? undefined : needs.openYaml(session.job);
    }
  };
  return {
    async receive(message) {
      const command = TaggingCommand.safeParse(message);
      if (command.success) await act(command.data);
    },
    refresh,
    // Keeps the unsaved selection until the panel is visible again.
    hide: () => undefined,
  };
}
