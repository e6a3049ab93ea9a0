import * as z from 'zod';
import { ProjectName } from '../../ids.ts';

/** A node in Rundeck's format: its attributes, including `nodename` and `tags` (`a, b`). */
export const NodeEntry = z.record(z.string(), z.string());
export type NodeEntry = z.infer<typeof NodeEntry>;

/** Nodes by name. */
export const NodeEntries = z.record(z.string(), NodeEntry);
export type NodeEntries = z.infer<typeof NodeEntries>;

/** The number of dropped attributes or nodes, with the first few names. */
const Dropped = z.object({ count: z.int().nonnegative(), names: z.array(z.string()) });

/** Whether a source may set commands, keys and runners of nodes, and what was dropped if it may not. */
const SourceTrust = {
  trusted: z.boolean().default(true),
  /** Absent if nothing was dropped. */
  dropped: z.object({ attributes: Dropped, nodes: Dropped }).optional(),
};

/** Summary of a node source, as of its last read. */
export const NodeSourceOverview = z.object({
  index: z.int().positive(),
  /** `N` of `resources.source.N`, if the project's configuration contains the source. */
  number: z.int().nonnegative().optional(),
  type: z.string(),
  description: z.string(),
  nodes: z.int().nonnegative(),
  /** The last reader of the source, such as `the coordinator` or `runner NAME`. */
  readBy: z.string().optional(),
  /** Time of the last successful read, ISO 8601. */
  readAt: z.string().optional(),
  /** Why the source, or some files of its folder, could not be read. */
  problem: z.string().optional(),
  /** Whether the nodes are from an earlier read, because the source has a problem. */
  stale: z.boolean().default(false),
  ...SourceTrust,
});
export type NodeSourceOverview = z.infer<typeof NodeSourceOverview>;

/** The sources of one project. */
export const ProjectNodeSources = z.object({ project: ProjectName, sources: z.array(NodeSourceOverview) });
export type ProjectNodeSources = z.infer<typeof ProjectNodeSources>;

/** A saved node filter of a project. */
export const SavedNodeFilterInfo = z.object({
  name: z.string(),
  filter: z.string(),
  /** Whether it is the default filter, which is offered first. */
  default: z.boolean(),
});
export type SavedNodeFilterInfo = z.infer<typeof SavedNodeFilterInfo>;

/** If `default` is absent, the default filter does not change. */
export const SaveNodeFilter = z.object({
  filter: z.string().trim().min(1).max(65_536),
  default: z.boolean().optional(),
});
export type SaveNodeFilter = z.infer<typeof SaveNodeFilter>;

/** A source of a project's nodes. */
export const NodeSourceInfo = z.object({
  /** From 1, in the order of reading. Among equally trusted sources, a later source's node replaces an earlier one. */
  index: z.int().positive(),
  /** `N` of `resources.source.N`, if the project's configuration contains the source. */
  number: z.int().nonnegative().optional(),
  type: z.string(),
  resources: z.object({
    href: z.string(),
    writeable: z.boolean(),
    description: z.string().optional(),
    empty: z.boolean().optional(),
  }),
  /** Why the source could not be read. Its nodes are those of the last successful read. */
  errors: z.string().optional(),
  state: z.object({
    /** The number of nodes in the source, including those that were dropped. */
    nodes: z.int().nonnegative(),
    /** The last reader of the source, such as `the coordinator` or `runner NAME`. */
    readBy: z.string().optional(),
    /** Time of the last successful read, ISO 8601. */
    readAt: z.string().optional(),
    /** Seconds since `readAt`. */
    ageSeconds: z.number().nonnegative().optional(),
    /** Whether the nodes are from an earlier read, because the source has an error. */
    stale: z.boolean(),
    refreshing: z.boolean(),
  }),
  ...SourceTrust,
});
export type NodeSourceInfo = z.infer<typeof NodeSourceInfo>;
