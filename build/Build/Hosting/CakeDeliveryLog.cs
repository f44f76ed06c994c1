using Cake.Core.Diagnostics;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Hosting;

/// <summary>Shows what the delivery says through Cake's log. A wait is one line that changes on a terminal, and a line now and then elsewhere.</summary>
internal sealed class CakeDeliveryLog(ICakeLog log, BuildOptions options, TimeProvider time) : IDeliveryLog
{
    /// <summary>How long a log file may be silent before a wait writes to it: enough to see that it lives, not enough to flood it.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);

    private readonly bool _redraws = options.ShowsProgress && !Console.IsOutputRedirected;
    private readonly Lock _gate = new();
    private long _lastProgress = time.GetTimestamp();
    private int _shown;

    public void Information(string message) => Write(() => log.Information("{0}", message));

    public void Warning(string message) => Write(() => log.Warning("{0}", message));

    public void Detail(string message) => Write(() => log.Verbose("{0}", message));

    public void Progress(string message)
    {
        lock (_gate)
        {
            if (_redraws)
            {
                var line = message.Length < Console.WindowWidth ? message : message[..Math.Max(0, Console.WindowWidth - 1)];
                Console.Write("\r" + line.PadRight(_shown));
                _shown = line.Length;
            }
            else if (time.GetElapsedTime(_lastProgress) > Pace)
            {
                _lastProgress = time.GetTimestamp();
                log.Information("{0}", message);
            }
        }
    }

    private void Write(Action write)
    {
        lock (_gate)
        {
            if (_shown > 0)
            {
                Console.Write("\r" + new string(' ', _shown) + "\r");
                _shown = 0;
            }

            write();
            _lastProgress = time.GetTimestamp();
        }
    }
}
