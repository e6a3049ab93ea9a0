import '../ui/translation.ts';
import { type TaggingCommand, TaggingNotification } from '../../protocol/webview/tagging-editor.ts';
import { registerControls } from '../ui/controls.ts';
import { connectToHost } from '../ui/host.ts';
import '../ui/page.css';
import './tagging-editor.css';
import { TaggingEditor } from './tagging-editor.ts';

registerControls();
const post = connectToHost<TaggingNotification, TaggingCommand>(TaggingNotification, ({ state }) =>
  editor.show(state),
);
const editor = new TaggingEditor(post);
document.body.append(editor.element);
post({ type: 'ready' });
