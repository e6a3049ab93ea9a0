import { execFile } from 'node:child_process';

/** Windows (not run here): ends a process with all its children, at once; there is no gentler request to send. */
export function terminateWindowsTree(pid: number): Promise<void> {
  return new Promise((resolve) => {
    execFile('taskkill', ['/PID', String(pid), '/T', '/F'], { windowsHide: true }, () => resolve());
  });
}
