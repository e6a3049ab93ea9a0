import '../ui/translation.ts';
import { type JobHistoryCommand, JobHistoryUpdate } from '../../protocol/webview/job-history.ts';
import { registerControls } from '../ui/controls.ts';
import { connectToHost } from '../ui/host.ts';
import '../ui/page.css';
import { JobHistory } from './job-history.ts';
import './job-history.css';

registerControls();
const post = connectToHost<JobHistoryUpdate, JobHistoryCommand>(JobHistoryUpdate, ({ state }) =>
  history.show(state),
);
const history = new JobHistory(post);
document.body.append(history.element);
post({ type: 'ready' });
