using System.Text.RegularExpressions;
using Cake.Core;
using Cake.Core.Diagnostics;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Output;

/// <summary>
/// Shows what the delivery says through Cake's log. Progress changes in its place where there is a live view, and is a line now and then
/// elsewhere.
/// </summary>
internal sealed class CakeDeliveryLog(
    ICakeLog log, IConsole console, TerminalView view, BuildPaths paths, TimeProvider time) : IDeliveryLog
{
    private static readonly Regex GitSettings = new(@"(?<=^\$ git)( -c [^ ]+)+");

    /// <summary>
    /// How long a log file may be silent before a wait writes to it: enough to see that it lives, not enough to flood it.
    /// </summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long _lastLine = time.GetTimestamp();

    public void Information(string message) => Write(() => Plain(message));

    public void Warning(string message) => Write(() => log.Warning("{0}", message));

    public void Detail(string message)
    {
        log.Verbose("{0}", message);
        view.Tell(new StepProgress(Brief(message), ""));
    }

    public void Progress(StepProgress progress)
    {
        lock (_gate)
        {
            if (view.IsShown)
            {
                view.Tell(progress);
            }
            else if (time.GetElapsedTime(_lastLine) > (progress.Pace ?? Pace))
            {
                _lastLine = time.GetTimestamp();
                Plain(progress.ToString());
            }
        }
    }

    private void Write(Action write)
    {
        lock (_gate)
        {
            write();
            view.Tell(null);
            _lastLine = time.GetTimestamp();
        }
    }

    /// <summary>
    /// What has room in a line: paths of programs count from the checkout, and git goes without its settings, or what tells one command
    /// from another would be cut off.
    /// </summary>
    private string Brief(string message) =>
        GitSettings.Replace(message.Split('\n')[0], "").Replace(paths.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    /// <summary>In the terminal's own colour: Cake's white can't be read on a light background.</summary>
    private void Plain(string message)
    {
        if (log.Verbosity >= Verbosity.Normal)
        {
            console.WriteLine("{0}", message);
        }
    }
}
