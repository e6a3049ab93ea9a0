export interface SystemdUnit {
  readonly name: string;
  readonly user: string;
  readonly service: string;
  /** Program and arguments. */
  readonly command: readonly string[];
}

/**
 * Returns the unit of a runner. Steps are child processes of the runner, so restrictions that systemd puts on the
 * runner also apply to its steps. So the unit contains nothing that implies `NoNewPrivileges` (which breaks sudo) or
 * private mounts (which break `mount` and `/tmp`).
 */
export function systemdUnit({ name, user, service, command }: SystemdUnit): string {
  return `[Unit]
Description=Outrunner runner ${name}
Wants=network-online.target
After=network-online.target
StartLimitIntervalSec=0

[Service]
# The runner is ready once its keeper answers, even if the coordinator is unreachable. A child process runs systemd-notify.
Type=notify
NotifyAccess=all
# systemd restarts a runner whose loop or keeper hangs. Its steps continue.
WatchdogSec=60
User=${user}
ExecStart=${command.map(quoteForUnit).join(' ')}

# A drained runner exits with 0 and is restarted. Exit code 2: the command line is wrong; 3: the coordinator refused the runner.
Restart=always
RestartSec=5
RestartPreventExitStatus=2 3

# Stops only the runner. Its keeper continues to run the steps, and the next runner attaches to it.
KillMode=process
TimeoutStopSec=15

# If a step runs out of memory, the runner and its other steps continue.
OOMPolicy=continue
LimitNOFILE=65536:524288
# Writes no core files, which would contain secrets.
LimitCORE=0:infinity

# The socket between runner and keeper lives here, where no cleaner of temporary files removes it.
RuntimeDirectory=${service}
RuntimeDirectoryMode=0700
RuntimeDirectoryPreserve=yes
Environment=XDG_RUNTIME_DIR=%t/${service}

[Install]
WantedBy=multi-user.target
`;
}

/** Splits a line of a unit into words, undoing {@link quoteForUnit}. */
export function wordsOfUnit(line: string): string[] {
  const written = line.match(/"(?:\\.|[^"\\])*"|\S+/g) ?? [];
  return written.map((word) => {
    const plain = word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word;
    return plain.replaceAll('%%', '%').replaceAll('$$', () => '$');
  });
}

/** Quotes a word for systemd. `%` would begin a specifier, `$` a variable. */
function quoteForUnit(word: string): string {
  const plain = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[A-Za-z0-9_%+,./:@=$-]+$/.test(plain) ? plain : `"${plain.replace(/["\\]/g, '\\$&')}"`;
}
