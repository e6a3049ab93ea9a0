/**
 * The resources and actions of access control. A route compiles only if it declares one resource with one of its
 * actions, or one of the exceptions in {@link Access}.
 */
export interface Actions {
  /** `metrics`: reads figures about the coordinator, and nothing else. */
  system: 'read' | 'metrics' | 'admin';
  project: 'read' | 'create' | 'delete' | 'configure' | 'export' | 'import';
  node: 'read' | 'refresh';
  key: 'read' | 'create' | 'update' | 'delete';
  /** `view`: reads the facts about a job, but not its definition. */
  job:
    | 'read'
    | 'view'
    | 'create'
    | 'update'
    | 'delete'
    | 'run'
    | 'runAs'
    | 'toggle_execution'
    | 'toggle_schedule';
  adhoc: 'run' | 'runAs';
  execution: 'read' | 'kill' | 'delete';
  runner: 'read' | 'create' | 'update' | 'delete' | 'ping' | 'regenerate_credentials';
  /** ACL policies of a project, or of the system if the question concerns no project. */
  acl: 'read' | 'create' | 'update' | 'delete';
  apitoken: 'read' | 'create' | 'delete';
  user: 'read' | 'admin';
  webhook: 'read' | 'create' | 'update' | 'delete' | 'post';
  settings: 'read' | 'update';
  event: 'read';
}

export type Resource = keyof Actions;

/** A resource and one of its actions. */
export type AccessQuestion = {
  [R in Resource]: { readonly resource: R; readonly action: Actions[R] };
}[Resource];

/**
 * `anybody`: answers without a token, with public data only. `webhook-token`: the path contains the token of a webhook, as
 * whose user the caller acts.
 */
export type Access = AccessQuestion | 'anybody' | 'webhook-token';
