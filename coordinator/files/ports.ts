/** The interface of uploaded option files to the rest of the coordinator. */
import type { ExecutionId, JobId } from '../../protocol/ids.ts';
import type { OperationFile } from '../../protocol/runner/claims.ts';

export interface FileClaim {
  /** The value of the option in the request. */
  readonly fileId: string;
  readonly job: JobId;
  readonly option: string;
  readonly execution: ExecutionId;
  /** The earlier execution that `execution` retries, and whose files `execution` may claim. */
  readonly repeats?: ExecutionId;
}

export interface InputFiles {
  /**
   * Assigns all these uploaded files to an execution, or none of them. Resolves once the assignment is durable.
   * Idempotent for the same execution. Claimed files stay until the execution has ended; an execution that never begins
   * releases them.
   *
   * @throws input-file-unusable
   */
  claim(claims: readonly FileClaim[]): Promise<OperationFile[]>;
  /** Returns the files of an execution, as its grants list them. */
  ofExecution(execution: ExecutionId): OperationFile[];
  /** Removes the files of an execution that has ended or never began, unless a retry has claimed them. */
  release(execution: ExecutionId): Promise<void>;
}
