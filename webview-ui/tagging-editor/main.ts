import type { TaggingCommand, TaggingNotification } from '../../protocol/webview/tagging-editor.ts';
import { registerControls } from '../ui/controls.ts';
import { TaggingEditor } from './tagging-editor.ts';

interface HostApi {
  postMessage(message: TaggingCommand): void;
}
declare function acquireVsCodeApi(): HostApi;

registerControls();
const host = acquireVsCodeApi();
const editor = new TaggingEditor((command) => host.postMessage(command));
document.body.append(editor.element);
window.addEventListener('message', (event: MessageEvent<TaggingNotification>) =>
  editor.show(event.data.state),
);
host.postMessage({ type: 'ready' });
