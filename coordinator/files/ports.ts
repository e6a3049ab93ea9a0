/** What the rest of the coordinator asks of the files that were given for options. */
import type { ExecutionId, JobId } from '../../protocol/ids.ts';
import type { OperationFile } from '../../protocol/runner/claims.ts';

export interface FileClaim {
  /** What the run was given as the option's value. */
  readonly fileId: string;
  readonly job: JobId;
  readonly option: string;
  readonly execution: ExecutionId;
  /** The execution that this one repeats: its files may be claimed again. */
  readonly repeats?: ExecutionId;
}

export interface InputFiles {
  /**
   * Gives uploaded files to an execution, all or none; durable when it resolves. Asking again for the same execution is
   * harmless. What is claimed stays until the execution has ended; an execution that never begins releases it.
   * @throws input-file-unusable
   */
  claim(claims: readonly FileClaim[]): Promise<OperationFile[]>;
  /** The files of an execution, as its operations are granted them. */
  ofExecution(execution: ExecutionId): OperationFile[];
  /** The execution is over, or never began, and will not be repeated: its files are removed. */
  release(execution: ExecutionId): Promise<void>;
}
