import { defineRoute, json } from './declare.ts';
import { PolicyContents, PolicyListing } from './shapes/acl-shapes.ts';

const READ = { resource: 'acl', action: 'read' } as const;
const CREATE = { resource: 'acl', action: 'create' } as const;
const UPDATE = { resource: 'acl', action: 'update' } as const;
const DELETE = { resource: 'acl', action: 'delete' } as const;

const TEXTS = ['application/yaml', 'text/yaml', 'application/x-yaml', 'text/x-yaml', 'text/plain'] as const;
const FILE = { ...json(PolicyContents), orText: ['application/yaml', 'text/plain'] } as const;
const GIVEN = { ...json(PolicyContents), textAs: 'contents', textTypes: TEXTS } as const;

const PARTLY =
  'It decides calls that read projects, runners, metrics and the system; others need the role admin.';

export const ACL_ROUTES = {
  listSystemPolicies: defineRoute({
    path: '/system/acl',
    summary: 'The files of ACL policies of the system.',
    access: READ,
    answer: json(PolicyListing),
  }),
  getSystemPolicy: defineRoute({
    path: '/system/acl/{policy}',
    summary: 'A file of ACL policies of the system, as JSON, YAML or text.',
    access: READ,
    answer: FILE,
  }),
  createSystemPolicy: defineRoute({
    method: 'POST',
    path: '/system/acl/{policy}',
    summary: `Create a file of ACL policies of the system. ${PARTLY}`,
    access: CREATE,
    body: GIVEN,
    status: 201,
    answer: FILE,
  }),
  updateSystemPolicy: defineRoute({
    method: 'PUT',
    path: '/system/acl/{policy}',
    summary: `Replace a file of ACL policies of the system. ${PARTLY}`,
    access: UPDATE,
    body: GIVEN,
    answer: FILE,
  }),
  deleteSystemPolicy: defineRoute({
    method: 'DELETE',
    path: '/system/acl/{policy}',
    summary: 'Delete a file of ACL policies of the system.',
    access: DELETE,
  }),
  listProjectPolicies: defineRoute({
    path: '/project/{project}/acl',
    summary: 'The files of ACL policies of a project.',
    access: READ,
    answer: json(PolicyListing),
  }),
  getProjectPolicy: defineRoute({
    path: '/project/{project}/acl/{policy}',
    summary: 'A file of ACL policies of a project, as JSON, YAML or text.',
    access: READ,
    answer: FILE,
  }),
  createProjectPolicy: defineRoute({
    method: 'POST',
    path: '/project/{project}/acl/{policy}',
    summary: `Create a file of ACL policies of a project. ${PARTLY}`,
    access: CREATE,
    body: GIVEN,
    status: 201,
    answer: FILE,
  }),
  updateProjectPolicy: defineRoute({
    method: 'PUT',
    path: '/project/{project}/acl/{policy}',
    summary: `Replace a file of ACL policies of a project. ${PARTLY}`,
    access: UPDATE,
    body: GIVEN,
    answer: FILE,
  }),
  deleteProjectPolicy: defineRoute({
    method: 'DELETE',
    path: '/project/{project}/acl/{policy}',
    summary: 'Delete a file of ACL policies of a project.',
    access: DELETE,
  }),
} as const;
