import type { IncomingMessage } from 'node:http';
import type { ACL_ROUTES } from '../../../protocol/routes/acl-routes.ts';
import type { PolicyContents } from '../../../protocol/routes/shapes/acl-shapes.ts';
import { asAccepted } from '../../http/accepted-text.ts';
import type { HandlersOf, TextReply } from '../../http/handler.ts';
import type { AclFiles } from './acl-files.ts';

const TEXTS = ['application/yaml', 'text/plain'] as const;

export function aclHandlers(files: AclFiles): HandlersOf<keyof typeof ACL_ROUTES> {
  return {
    listSystemPolicies: ({ caller }) => files.list(caller, undefined),
    getSystemPolicy: async ({ caller, params, request }) =>
      policyReply(request, await files.get(caller, undefined, params.policy)),
    createSystemPolicy: async ({ caller, params, body, request }) =>
      policyReply(request, await files.create(caller, undefined, params.policy, body)),
    updateSystemPolicy: async ({ caller, params, body, request }) =>
      policyReply(request, await files.replace(caller, undefined, params.policy, body)),
    deleteSystemPolicy: ({ caller, params }) => files.remove(caller, undefined, params.policy),
    listProjectPolicies: ({ caller, params }) => files.list(caller, params.project),
    getProjectPolicy: async ({ caller, params, request }) =>
      policyReply(request, await files.get(caller, params.project, params.policy)),
    createProjectPolicy: async ({ caller, params, body, request }) =>
      policyReply(request, await files.create(caller, params.project, params.policy, body)),
    updateProjectPolicy: async ({ caller, params, body, request }) =>
      policyReply(request, await files.replace(caller, params.project, params.policy, body)),
    deleteProjectPolicy: ({ caller, params }) => files.remove(caller, params.project, params.policy),
  };
}

function policyReply(request: IncomingMessage, file: PolicyContents): PolicyContents | TextReply {
  return asAccepted(request, TEXTS, file, file.contents);
}
