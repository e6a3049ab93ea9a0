/** In lists of processes too. */
const NAME = 'outrunner-helper';

/** What the helper says before all else; whatever comes before it was written by a start-up file of the user. */
export const HELPER_READY = `\0${NAME}\n`;

/**
 * The helper of a connection, in Perl, which most systems have: it runs commands one after the other, each in a group and
 * with pipes of its own, and ends them as the shell wrapper does. Its frames stand in `helper-frames.ts`.
 *
 * Every login shell takes it within single quotes: there are none in it, no `!`, and no line ends.
 */
export const HELPER_PROGRAM = [
  `$0 = "${NAME}"; chdir $ENV{HOME};`,
  '$SIG{$_} = "IGNORE" for @deaf = ("TERM", "HUP", "INT", "QUIT", "PIPE"); $SIG{CHLD} = sub {};',
  // F_SETFL and O_NONBLOCK of Linux: a server that takes nothing must not keep it from hearing a cancel.
  'fcntl STDOUT, 4, 2048 | fcntl STDOUT, 3, 0;',
  // What the login had before the start-up files of its shell: those are read again for each command.
  'for (split "\\1", $ENV{__base}) { my $e = index $_, "="; $base{substr $_, 0, $e} = substr $_, $e + 1 }',
  `$to = "\\0${NAME}\\n"; $in = ""; $pid = 0;`,

  'sub now { open my $u, "<", "/proc/uptime"; (split " ", <$u>)[0] }',

  // The group at once; then what left it, known by both of its marks. It is seldom needed, and read only then.
  'sub signal { ($s) = @_; eval q{ kill $s, -$pid; return unless $op;',
  'opendir my $h, "/proc" or return;',
  'for my $p (grep /^\\d+$/, readdir $h) { open my $f, "<", "/proc/$p/environ" or next; local $/; my $e = "\\0" . (<$f> || "");',
  'next if index($e, "\\0$op\\0") < 0 or index($e, "\\0$replica\\0") < 0;',
  'kill $s, $p unless getpgrp($p) == $pid } } }',

  'sub stop { return if $deadline or not $pid or $over; signal("TERM"); $deadline = now() + $_[0] }',

  'sub run { ($grace, my $command, my %e) = @_;',
  '$op = $e{OUTRUNNER_OPERATION} ? "OUTRUNNER_OPERATION=$e{OUTRUNNER_OPERATION}" : "";',
  '$replica = "OUTRUNNER_REPLICA=$e{OUTRUNNER_REPLICA}"; $over = $told = $killed = $deadline = 0;',
  'pipe my $or, my $ow; pipe my $er, my $ew;',
  // A signal that comes before the command's own program is the command's.
  '$SIG{$_} = "DEFAULT" for @deaf; $pid = fork; if ($pid) { $SIG{$_} = "IGNORE" for @deaf }',
  'unless (defined $pid) { $pid = 0; $SIG{$_} = "IGNORE" for @deaf; $to .= "f 0\\n"; return }',
  'unless ($pid) { setpgrp 0, 0;',
  'open STDIN, "<", "/dev/null"; open STDOUT, ">&", $ow; open STDERR, ">&", $ew;',
  '%ENV = (%base, %e, "__command", $command);',
  // Neither the command nor a value stands in a list of processes.
  'exec { $ENV{SHELL} } "bash", "-c", "eval \\"unset -v __command; \\$__command\\"";',
  'syswrite STDERR, "$ENV{SHELL} cannot be started: " . ${"\\x21"} . "\\n"; exit 126 }',
  'setpgrp $pid, $pid; %p = ("o", $or, "e", $er) }',

  // Without a pattern, whose machinery costs a fifth of the start.
  'sub take { while ((my $h = index($in, "\\n") + 1) > 0) { my ($k, $n) = split " ", substr $in, 0, $h;',
  'if ($k eq "r") { return if length $in < $h + $n;',
  'my $b = substr $in, $h, $n; substr($in, 0, $h + $n) = ""; run(unpack "(N/a)*", $b) }',
  'else { substr($in, 0, $h) = ""; if ($k eq "k") { stop($n) } else { $to .= "p 0\\n" } } } }',

  'for (;;) { my ($r, $w) = ("", ""); vec($r, 0, 1) = 1 unless $gone;',
  'if (length $to < 65536) { vec($r, fileno $_, 1) = 1 for values %p } vec($w, 1, 1) = 1 if length $to;',
  // A child that ends between the look at it and the wait wakes nobody: it is looked for again.
  'my $t = $deadline ? $deadline - now() : $pid ? 1 : undef; $t = 0.05 if $pid and not $over and not %p;',
  '$t = $soon = 0 if $soon or defined $t and $t < 0;',
  'if (select($r, $w, undef, $t) > 0) {',
  'for my $k (keys %p) { next unless vec $r, fileno $p{$k}, 1; my $n = sysread $p{$k}, my $d, 32768;',
  'if ($n) { $to .= "$k $n\\n$d" } elsif (defined $n) { close delete $p{$k} } }',
  'if (vec $r, 0, 1) { my $n = sysread STDIN, $in, 65536, length $in; if ($n) { take() } elsif (defined $n) { $gone = 1 } } }',
  'if ($pid and not $over and waitpid($pid, 1) == $pid) { $over = 1; $to .= "x $?\\n";',
  // Most often the end of its output goes along.
  '$soon = 1; next }',
  'if ($pid and $over and not %p and not $told) { $told = 1; $to .= "d 0\\n" }',
  'if ($told and not $deadline) { $pid = $told = 0 }',
  'if (length $to and not $gone) { my $n = syswrite STDOUT, $to; if (defined $n) { substr($to, 0, $n) = "" } elsif (${"\\x21"} == 32) { $gone = 1 } }',
  'if ($gone) { %p = (); $to = ""; exit if not $deadline and (not $pid or $over); stop($grace) }',
  'if ($deadline and now() >= $deadline) { exit if $killed and ($gone or not length $to); signal("KILL"); $killed = 1; $deadline += 2 } }',
].join(' ');
