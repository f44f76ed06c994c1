using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Build.Tasks;

/// <summary>Opens the ways to what runs. Ctrl-C is the usual end of it, and no failure.</summary>
[TaskName(nameof(Open))]
[TaskDescription("Says where the monitoring, Argo CD and the service answer; on a cluster it keeps the ways there open until Ctrl-C.")]
public sealed class Open(IPlatform platform, TimeProvider time) : AsyncFrostingTask<BuildContext>, IObservingTask
{
    private const int NameWidth = 24;

    public override async Task RunAsync(BuildContext context)
    {
        var opened = await platform.OpenAsync(context.Options.Environment, context.CancellationToken);
        foreach (var service in opened)
        {
            context.DeliveryLog.Information($"{service.Name.PadRight(NameWidth)}{service.Address}");
            if (service.Login is { } login)
            {
                context.DeliveryLog.Information($"{"".PadRight(NameWidth)}{login}");
            }
        }

        if (context.Options.Browses)
        {
            Browse(context, opened[0].Address);
        }

        if (opened.Any(service => !service.Lasts))
        {
            await EndAsync(context);
        }
    }

    private async Task EndAsync(BuildContext context)
    {
        context.DeliveryLog.Information("open until Ctrl-C");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            context.DeliveryLog.Information("closed");
        }
    }

    private static void Browse(BuildContext context, Uri page)
    {
        try
        {
            Browser.Show(page);
        }
        catch (DeliveryException exception)
        {
            context.DeliveryLog.Warning(exception.Message);
        }
    }
}
