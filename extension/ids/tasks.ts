/** The type of tasks that run a job. Repeated in `package.json`. */
export const TASK_TYPE = 'outrunner';
/** The problem matcher of tasks that run a job. Declared in `package.json`. */
export const PROBLEM_MATCHER = '$outrunner';
