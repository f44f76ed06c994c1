using GitOpsDemo.Api.RequestMetrics;
using Prometheus;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>The table of routes.</summary>
internal static class Routes
{
    public static void MapRoutes(this WebApplication app)
    {
        var routes = app.MapGroup("").WithRequestMetrics(app.Services.GetRequiredService<HttpMetrics>());

        routes.MapGet("/", Identity.Get);
        routes.MapGet("/health", Probes.Health);
        routes.MapGet("/ready", Probes.Ready);
        routes.MapMetrics("/metrics", app.Services.GetRequiredService<CollectorRegistry>());
    }
}
