import * as z from 'zod';

const Link = z.object({ href: z.string() });

/** Links to the calls for metrics, in Rundeck's format. */
export const MetricLinks = z.object({
  _links: z.object({ metrics: Link, ping: Link, healthcheck: Link }),
});
export type MetricLinks = z.infer<typeof MetricLinks>;

/** Metrics in the JSON format of the Metrics library for Java, version 3.1.3, which Rundeck uses. */
export const MetricValues = z.object({
  version: z.literal('3.1.3'),
  gauges: z.record(z.string(), z.object({ value: z.number() })),
  counters: z.record(z.string(), z.object({ count: z.number() })),
  histograms: z.record(z.string(), z.never()),
  meters: z.record(z.string(), z.never()),
  timers: z.record(z.string(), z.never()),
});
export type MetricValues = z.infer<typeof MetricValues>;

/** The results of health checks by name. */
export const HealthChecks = z.record(
  z.string(),
  z.object({ healthy: z.boolean(), message: z.string().optional() }),
);
export type HealthChecks = z.infer<typeof HealthChecks>;
