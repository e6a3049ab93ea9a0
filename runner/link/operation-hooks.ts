/** The programs that a runner's operator has run before and after an operation, and what they are told of it. */
export interface OperationHooks {
  /** Program and arguments. */
  readonly before?: readonly string[];
  readonly after?: readonly string[];
  readonly timeoutMilliseconds: number;
  /** No secret is among it. */
  readonly context: Readonly<Record<string, string>>;
}
