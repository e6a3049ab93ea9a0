/**
 * Returns the source of a small service program in C#, for which every Windows system includes a compiler. Windows starts
 * only services that communicate with its service manager, which Node.js cannot do. The service restarts the runner when
 * the runner exits, except with exit code 2 or 3, because a restart would not help. Stopping the service leaves the
 * keeper and its steps running.
 */
export function windowsServiceSource(
  service: string,
  executable: string,
  args: readonly string[],
  log: string,
): string {
  return `using System;
using System.Diagnostics;
using System.IO;
using System.ServiceProcess;
using System.Threading;

public class OutrunnerService : ServiceBase {
  private readonly object turn = new object();
  private Process runner;
  private bool stopping;

  public OutrunnerService() { ServiceName = ${text(service)}; CanShutdown = true; }
  public static void Main() { ServiceBase.Run(new OutrunnerService()); }

  protected override void OnStart(string[] args) {
    Thread thread = new Thread(Loop);
    thread.IsBackground = true;
    thread.Start();
  }
  protected override void OnStop() {
    lock (turn) {
      stopping = true;
      if (runner != null && !runner.HasExited) runner.Kill();
    }
  }
  protected override void OnShutdown() { OnStop(); }

  private void Loop() {
    while (true) {
      lock (turn) {
        if (stopping) return;
        ProcessStartInfo start = new ProcessStartInfo(${text(executable)}, ${text(args.map(windowsArgument).join(' '))});
        start.UseShellExecute = false;
        start.RedirectStandardError = true;
        runner = new Process();
        runner.StartInfo = start;
        runner.ErrorDataReceived += Write;
        runner.Start();
        runner.BeginErrorReadLine();
      }
      runner.WaitForExit();
      if (runner.ExitCode == 2 || runner.ExitCode == 3) { Stop(); return; }
      Thread.Sleep(5000);
    }
  }
  private static void Write(object sender, DataReceivedEventArgs line) {
    if (line.Data == null) return;
    FileInfo log = new FileInfo(${text(log)});
    if (log.Exists && log.Length > 10000000) {
      File.Delete(log.FullName + ".1");
      File.Move(log.FullName, log.FullName + ".1");
    }
    File.AppendAllText(log.FullName, line.Data + "\\n");
  }
}
`;
}

/** Returns a C# string literal. */
function text(value: string): string {
  return `@"${value.replaceAll('"', '""')}"`;
}

/** Quotes one argument of a Windows command line. */
export function windowsArgument(value: string): string {
  if (/^[^\s"]+$/.test(value)) return value;
  return `"${value.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}
