import type { TaggingCommand, TaggingNotification } from '../../protocol/webview/tagging-editor.ts';
import { registerControls } from '../ui/controls.ts';
import './tagging-editor.css';
import { TaggingEditor } from './tagging-editor.ts';

interface HostApi {
  postMessage(message: TaggingCommand): void;
  setState(state: { readonly job: string }): void;
}
declare function acquireVsCodeApi(): HostApi;

registerControls();
const host = acquireVsCodeApi();
const editor = new TaggingEditor((command) => host.postMessage(command));
document.body.append(editor.element);
window.addEventListener('message', (event: MessageEvent<TaggingNotification>) =>
  editor.show(event.data.state),
);
// VS Code stores this state and passes it to the serializer when it restores the panel.
host.setState({ job: document.body.dataset['job'] ?? '' });
host.postMessage({ type: 'ready' });
