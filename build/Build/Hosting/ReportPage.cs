using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Dashboards;
using GitOpsDemo.Delivery.Reporting;

namespace GitOpsDemo.Build.Hosting;

/// <summary>Gives a report what the panels of the dashboards show, for its page.</summary>
public sealed class ReportPage(IPlatform platform, PanelReader reader)
{
    /// <summary>The report with panels, where something was proven of what runs. Whatever goes wrong here leaves the page without them.</summary>
    internal async Task<DeliveryReport> WithPanelsAsync(BuildContext context, DeliveryReport report)
    {
        if (report is not { Live: { } live, Checks.Count: > 0 })
        {
            return report;
        }

        try
        {
            var dashboards = Dashboard.LoadAll(context.Paths.Dashboards);
            return report with
            {
                Panels = await reader.ReadAsync(await context.PrometheusAsync(platform), dashboards, live, context.CancellationToken),
            };
        }
        catch (DeliveryException exception)
        {
            context.DeliveryLog.Detail($"the page is without panels: {exception.Message}");
            return report;
        }
        catch (OperationCanceledException)
        {
            return report;
        }
    }
}
