import '../ui/translation.ts';
import { draftToKeep, type RunFormCommand, RunFormUpdate } from '../../protocol/webview/run-form.ts';
import { registerControls } from '../ui/controls.ts';
import { connectToHost, keepDraft, keptDraft } from '../ui/host.ts';
import '../ui/page.css';
import { RunFormPage } from './run-form-page.ts';
import './run-form.css';

registerControls();
const post = connectToHost<RunFormUpdate, RunFormCommand>(RunFormUpdate, ({ state }) => {
  keepDraft(draftToKeep(keptDraft(), state));
  form.show(state);
});
const form = new RunFormPage(post);
document.body.append(form.element);
post({ type: 'ready', draft: keptDraft() });
