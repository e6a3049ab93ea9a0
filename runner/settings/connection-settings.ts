import { optional, setting } from './setting.ts';
import { duration, list, text, wholeNumber, yesNo } from './setting-kinds.ts';

/** How the coordinator is reached. */
export const CONNECTION_SETTINGS = {
  server: optional(text, {
    path: 'runner.server.url',
    flag: '--server <url>',
    shown: 'as it was enrolled',
    description: 'address of the coordinator',
    alsoKnownAs: ['runner.rundeck.server.url'],
  }),
  insecurePlaintext: optional(yesNo, {
    path: 'runner.server.insecurePlaintext',
    flag: '--insecure-plaintext',
    shown: 'as it was enrolled: false',
    description:
      'call an `http://` address of another host too; anyone on the way can read secrets and output',
  }),
  enrollmentTokenFile: optional(text, {
    path: 'runner.enrollment.tokenFile',
    flag: '--enrollment-token-file <file>',
    description: 'the one-time token; `-` is standard input. Or `OUTRUNNER_ENROLLMENT_TOKEN`',
  }),
  caFile: optional(text, {
    path: 'runner.server.ca',
    flag: '--ca <file>',
    shown: 'as it was enrolled',
    description: 'authorities to trust beside the system’s, PEM',
  }),
  caFingerprint: optional(text, {
    path: 'runner.server.caFingerprint',
    flag: '--ca-fingerprint <sha256:hex>',
    description: 'trust only a chain with this certificate',
  }),
  clientCertificate: optional(text, {
    path: 'runner.server.clientCertificate',
    flag: '--client-cert <file>',
    shown: 'as it was enrolled',
    description:
      'certificate that it shows to the server, PEM, with its chain; read anew for each connection',
  }),
  clientKey: optional(text, {
    path: 'runner.server.clientKey',
    flag: '--client-key <file>',
    shown: 'as it was enrolled',
    description: 'its private key, PEM',
  }),
  clientKeyPassphraseFile: optional(text, {
    path: 'runner.server.clientKeyPassphraseFile',
    flag: '--client-key-passphrase-file <file>',
    shown: 'as it was enrolled',
    description: 'file with the passphrase of that key',
  }),
  clientKeyPassphrase: optional(text, {
    path: 'runner.server.clientKeyPassphrase',
    description: 'the passphrase itself; never kept',
    secret: true,
  }),
  proxy: optional(text, {
    path: 'runner.proxy.url',
    flag: '--proxy <url>',
    shown: '`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`',
    description: 'HTTP proxy',
    alsoKnownAs: ['micronaut.http.client.proxy-address'],
  }),
  proxyUsername: optional(text, {
    path: 'runner.proxy.username',
    flag: '--proxy-user <name>',
    description: 'whom it signs in as at the proxy',
    alsoKnownAs: ['micronaut.http.client.proxy-username'],
  }),
  proxyPasswordFile: optional(text, {
    path: 'runner.proxy.passwordFile',
    flag: '--proxy-password-file <file>',
    description: 'file with the password for the proxy',
  }),
  proxyPassword: optional(text, {
    path: 'runner.proxy.password',
    description: 'the password itself',
    alsoKnownAs: ['micronaut.http.client.proxy-password'],
    secret: true,
  }),
  proxyExcept: optional(
    list('hosts, with or without a port, each with the domains below it; `*` is all', () => true),
    {
      path: 'runner.proxy.except',
      flag: '--proxy-except <hosts>',
      description: 'hosts that are reached without the proxy that is named here',
    },
  ),
  maxConnections: setting(wholeNumber(4, 1000), 16, {
    path: 'runner.http.maxConnections',
    description: 'connections to the coordinator at once',
    alsoKnownAs: ['micronaut.http.client.pool.max-connections'],
  }),
  connectTimeout: setting(duration('100ms', '10m'), 10_000, {
    path: 'runner.http.connectTimeout',
    shown: '10s',
    description: 'until a connection stands',
    alsoKnownAs: ['micronaut.http.client.connect-timeout'],
  }),
  answerTimeout: optional(duration('1s', '10m'), {
    path: 'runner.http.answerTimeout',
    shown: '10s to 30s, as the call is',
    description: 'until an answer begins, beyond the time that a poll is held',
    alsoKnownAs: ['micronaut.http.client.read-timeout'],
  }),
  idleTimeout: setting(duration('1s', '1h'), 30_000, {
    path: 'runner.http.idleTimeout',
    shown: '30s',
    description: 'how long a connection is kept that carries nothing; below what proxies allow',
  }),
  longestPoll: optional(duration('1s', '5m'), {
    path: 'runner.poll.longest',
    flag: '--poll <time>',
    shown: 'as the coordinator says: 25s',
    description: 'how long the coordinator may hold a poll, where a proxy ends silent requests earlier',
  }),
  backoffFirst: setting(duration('10ms', '1m'), 100, {
    path: 'runner.backoff.first',
    shown: '100ms',
    description:
      'the longest wait before a failed call is made again; doubled with each failure, and random below it',
  }),
  backoffLongest: setting(duration('100ms', '1h'), 5000, {
    path: 'runner.backoff.longest',
    shown: '5s',
    description: 'where that doubling ends',
  }),
} as const;
