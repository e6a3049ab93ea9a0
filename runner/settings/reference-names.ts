/** Settings of the reference system that change nothing here, and why; told once at the start, and no mistake. */
export const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  'runner.reporter.sendRate': 'output is sent as it comes',
  'runner.reporter.sendBatchSize': 'output is sent as it comes',
  'runner.rundeck.client.id': 'a replica is known by the keys that it made itself',
  'runner.rundeck.server.token':
    'the one-time token is given in OUTRUNNER_ENROLLMENT_TOKEN or by runner.enrollment.tokenFile',
  'micronaut.http.client.proxy-type': 'the proxy is an HTTP proxy',
  'micronaut.http.client.pool.acquire-timeout': 'no call waits for a connection',
  'micronaut.ssl.trust-store.path': 'authorities are given as PEM, by runner.server.ca',
  'micronaut.ssl.trust-store.password': 'authorities are given as PEM, by runner.server.ca',
  'micronaut.http.client.ssl.trust-store.path': 'authorities are given as PEM, by runner.server.ca',
  'micronaut.http.client.ssl.trust-store.password': 'authorities are given as PEM, by runner.server.ca',
};

/** Where the reference's framework keeps settings of its own: what is unknown there is no slip of the pen. */
export const FOREIGN = ['micronaut.', 'endpoints.', 'java.', 'log4j2.'] as const;
