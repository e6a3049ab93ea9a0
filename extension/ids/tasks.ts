/** The type of tasks that run a job. Repeated in `package.json`. */
export const TASK_TYPE = 'outrunner';
