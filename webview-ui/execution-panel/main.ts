import '../ui/translation.ts';
import { type ExecutionPanelCommand, ExecutionPanelUpdate } from '../../protocol/webview/execution-panel.ts';
import { connectToHost } from '../ui/host.ts';
import '../ui/page.css';
import './execution-panel.css';
import { ExecutionPanel } from './execution-panel.ts';

const post = connectToHost<ExecutionPanelUpdate, ExecutionPanelCommand>(ExecutionPanelUpdate, (update) =>
  panel.show(update),
);
const panel = new ExecutionPanel(post);
document.body.append(panel.element);
post({ type: 'ready' });
panel.requestRows();
