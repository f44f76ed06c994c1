using GitOpsDemo.Delivery.Dashboards;
using GitOpsDemo.Delivery.Verification.Logs;

namespace GitOpsDemo.Delivery.Verification.Dashboards;

/// <summary>A query of a panel of logs returns something to show.</summary>
internal static class LogPanelCheck
{
    /// <param name="logs">The store that is asked.</param>
    /// <param name="query">The query.</param>
    /// <param name="now">The end of the range.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static async Task<CheckResult> OfAsync(ILogStore logs, DashboardQuery query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (id, text) = ($"panels/{query.Id}", query.Text);
        var title = $"panel {query.Panel.Title} has data";
        try
        {
            return await logs.HasResultAsync(text, now - query.Range, now, cancellationToken) switch
            {
                null => CheckResult.Skip(id, title, $"{logs.Name} knows no queries: VerifyLogs proves that lines arrive"),
                true => CheckResult.Pass(id, title, $"{logs.Name} has lines: {text}"),
                false => CheckResult.Fail(id, title, $"{text} returned nothing", "nothing was written, or the collector gives it other labels", "./build.sh --target=VerifyLogs follows a line from the service to its store"),
            };
        }
        catch (DeliveryException exception)
        {
            return CheckResult.Fail(id, title, $"{text}: {exception.What}", exception.Why, exception.Next);
        }
    }
}
