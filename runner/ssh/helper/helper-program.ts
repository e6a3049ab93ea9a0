/** Name of the helper's process in process listings. */
const NAME = 'outrunner-helper';
const WATCHER_NAME = 'outrunner-watcher';

/** The first output of the helper. A start-up file of the user may have written output before it. */
export const HELPER_READY = `\0${NAME}\n`;

/**
 * The helper of a connection, in Perl, which most systems have. It runs commands one after another, each in its own
 * process group and with its own pipes, and ends them as the shell wrapper does. `helper-frames.ts` documents its
 * frames.
 *
 * Every login shell accepts the program within single quotes: it contains no single quotes, no `!`, and no line breaks.
 */
export const HELPER_PROGRAM = [
  // Leave the login folder, so that its file system can be unmounted.
  `$0 = "${NAME}"; chdir "/";`,
  '$SIG{$_} = "IGNORE" for @deaf = ("TERM", "HUP", "INT", "QUIT", "PIPE"); $SIG{CHLD} = sub {};',
  // F_SETFL and O_NONBLOCK of Linux. A server that does not read must not prevent the helper from receiving a cancel.
  'fcntl STDOUT, 4, 2048 | fcntl STDOUT, 3, 0;',
  // The login environment without the variables of start-up files, because the shell of each command reads them again.
  '%ENV = map { my $e = index $_, "="; (substr($_, 0, $e), substr $_, $e + 1) } split "\\1", $ENV{__base}; $shell = $ENV{SHELL};',
  `$to = "\\0${NAME}\\n"; $in = $rest = ""; $pid = $next = $watch = 0;`,

  'sub now { open my $u, "<", "/proc/uptime"; (split " ", <$u>)[0] }',

  // Signals the process group, then the processes that left it and have both OUTRUNNER variables. In an `eval`, so
  // that Perl parses the code only when a signal is sent, which is rare.
  'sub signal { ($s) = @_; eval q{ kill $s, -$pid; my (undef, %e) = unpack "(N/a)*", $what; return unless $e{OUTRUNNER_OPERATION};',
  'my @marks = map "\\0$_=$e{$_}\\0", "OUTRUNNER_OPERATION", "OUTRUNNER_REPLICA"; opendir my $h, "/proc" or return;',
  'for my $p (grep /^\\d+$/, readdir $h) { open my $f, "<", "/proc/$p/environ" or next; local $/; my $v = "\\0" . (<$f> || "");',
  'kill $s, $p unless getpgrp($p) == $pid or grep { index($v, $_) < 0 } @marks } } }',

  'sub stop { return if $deadline or not $pid or $over; signal("TERM"); $deadline = now() + $_[0] }',

  // Forks the process of the next command, which waits for its frame.
  'sub ready { $next = 0; $rest = ""; pipe(my $told, $tell) && pipe($out, my $o) && pipe($err, my $e) or return;',
  // O_NONBLOCK: a stopped process must not prevent the helper from receiving a cancel.
  'fcntl $tell, 4, 2048;',
  // Signals that arrive before the command's own program are delivered to the command.
  '$SIG{$_} = "DEFAULT" for @deaf; $next = fork;',
  'if ($next or not defined $next) { $SIG{$_} = "IGNORE" for @deaf; setpgrp $next, $next if $next; return }',
  'setpgrp 0, 0; close $tell; open STDIN, "<", "/dev/null"; open STDOUT, ">&", $o; open STDERR, ">&", $e;',
  'my ($b, $n) = ("", 0);',
  'until ($n and length $b == $n) { sysread $told, $b, 65536, length $b or exit 126; $n = 4 + unpack "N", $b if length $b > 3 }',
  'chdir $ENV{HOME}; ($ENV{__command}, my %e) = unpack "x4 (N/a)*", $b; $ENV{$_} = $e{$_} for keys %e;',
  // Process listings must show neither the command nor its values.
  'exec { $shell } "bash", "-c", "eval \\"unset -v __command; \\$__command\\"";',
  'syswrite STDERR, "$shell cannot be started: " . ${"\\x21"} . "\\n"; exit 126 }',

  'sub hand { my $n = syswrite $tell, $rest; if ($n) { substr($rest, 0, $n) = "" } elsif (${"\\x21"} == 32) { $rest = "" }',
  'close $tell unless length $rest }',

  // The watcher ends a command whose helper has died, and then exits, so that the session's output closes. It is forked
  // only for long commands.
  'sub watch { $late = 9e9; pipe my $life, $hold or return; $watch = fork; return if $watch or not defined $watch;',
  `$0 = "${WATCHER_NAME}"; setpgrp 0, 0; close $_ for $hold, $tell, STDIN, values %p;`,
  'sysread $life, my $b, 1; exit unless kill 0, $pid; signal("TERM"); select undef, undef, undef, $grace; signal("KILL"); exit }',

  'sub let_go { for my $p (grep $_, @_) { kill "KILL", $p; waitpid $p, 0 } }',
  'END { let_go($next, $watch) }',

  'sub run { ($what, $grace, $followed, $m) = @_; $over = $told = $killed = $deadline = 0; $late = time + 1;',
  'ready() if not $next or waitpid $next, 1; unless ($next) { $to .= "${m}f 0\\n"; return }',
  '$rest = pack "N/a*", $what; hand(); $pid = $next; $next = 0; %p = ("o", $out, "e", $err) }',

  // Without a regular expression: loading the engine takes a fifth of the start.
  'sub take { while ((my $h = index($in, "\\n") + 1) > 0) { my ($k, $n, @more) = split " ", substr $in, 0, $h;',
  'if ($k eq "r") { return if length $in < $h + $n;',
  'my $b = substr $in, $h, $n; substr($in, 0, $h + $n) = ""; run($b, @more) }',
  'else { substr($in, 0, $h) = ""; if ($k eq "k") { stop($n) } else { $to .= "${n}p 0\\n" } } } }',

  'for (;;) { my ($r, $w) = ("", ""); vec($r, 0, 1) = 1 unless $gone;',
  'if (length $to < 65536) { vec($r, fileno $_, 1) = 1 for values %p } vec($w, 1, 1) = 1 if length $to;',
  'vec($w, fileno $tell, 1) = 1 if length $rest;',
  // A child that ends between the check and the wait wakes no one, so check again.
  'my $t = $deadline ? $deadline - now() : $pid ? 1 : undef; $t = 0.05 if $pid and not $over and not %p;',
  '$t = $soon = 0 if $soon or defined $t and $t < 0;',
  'if (select($r, $w, undef, $t) > 0) { hand() if length $rest and vec $w, fileno $tell, 1;',
  'for my $k (keys %p) { next unless vec $r, fileno $p{$k}, 1; my $n = sysread $p{$k}, my $d, 32768;',
  'if ($n) { $to .= "$m$k $n\\n$d" } elsif (defined $n) { close delete $p{$k} } }',
  'if (vec $r, 0, 1) { my $n = sysread STDIN, $in, 65536, length $in; if ($n) { take() } elsif (defined $n) { $gone = 1 } } }',
  'if ($pid and not $over and waitpid($pid, 1) == $pid) { $to .= "${m}x $?\\n"; $over = 1; let_go($watch); $watch = 0;',
  // The end of the output usually arrives at the same time.
  '$soon = 1; next }',
  'watch() if $pid and not $over and time >= $late;',
  'if ($pid and $over and not %p and not $told) { $told = 1; $to .= "${m}d 0\\n" }',
  'if ($told and not $deadline) { $pid = $told = 0; $idle = 1 }',
  'if (length $to and not $gone) { my $n = syswrite STDOUT, $to; if (defined $n) { substr($to, 0, $n) = "" } elsif (${"\\x21"} == 32) { $gone = 1 } }',
  'if ($gone) { close $_ for values %p; %p = (); $to = ""; exit if not $deadline and (not $pid or $over); stop($grace) }',
  'if ($idle) { $idle = 0; ready() if $followed }',
  'if ($deadline and now() >= $deadline) { exit if $killed and ($gone or not length $to); signal("KILL"); $killed = 1; $deadline += 2 } }',
].join(' ');
