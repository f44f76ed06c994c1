using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Logs;

namespace GitOpsDemo.Build.Tasks;

/// <summary>Shows what the service writes. Ctrl-C is the usual end of it, and no failure.</summary>
[TaskName(nameof(Logs))]
[TaskDescription("Shows the lines of all replicas in order; --follow goes on with those to come, --grep and --level choose.")]
public sealed class Logs(IPlatform platform, Terminal terminal, TerminalView view, TimeProvider time)
    : AsyncFrostingTask<BuildContext>, IObservingTask
{
    public override async Task RunAsync(BuildContext context)
    {
        var options = context.Options;
        var live = await context.LiveAsync(platform, options.Environment);
        var source = await platform.LogSourceAsync(live, context.CancellationToken);
        context.DeliveryLog.Information(
            $"{options.Settings.Service.In(options.Environment)} by {source.Name}, times in UTC"
            + (options.Logs.Follows ? "; Ctrl-C ends it" : ""));
        var printer = new LogPrinter(terminal.HasColour);
        var summary = await new LogReader(context.DeliveryLog, time).RunAsync(
            source, options.Logs.At(time.GetUtcNow()), lines => view.WriteAlone(printer.Of(lines)), context.CancellationToken);
        context.DeliveryLog.Information($"{summary}");
    }
}
