using GitOpsDemo.Api.Faults;
using GitOpsDemo.Api.RequestMetrics;
using GitOpsDemo.Api.Settings;
using Prometheus;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>The table of routes.</summary>
internal static class Routes
{
    private static readonly string[] GetOrPost = [HttpMethods.Get, HttpMethods.Post];

    public static void MapRoutes(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<ServiceSettings>();
        var metrics = settings.MetricsEnabled ? app.Services.GetRequiredService<HttpMetrics>() : null;

        var application = app.MapGroup("").WithRequestMetrics(metrics).WithMetadata(new FaultTarget());
        application.MapGet("/", Identity.Get).WithSummary("Who answers: version, environment, instance.");
        application.MapGet("/version", Identity.Version).WithSummary("Which build answers.");

        var operation = app.MapGroup("").WithRequestMetrics(metrics, isCounted: settings.MetricsCountProbes);
        operation.MapGet("/health", Probes.Health).WithSummary("Is the process alive?");
        operation.MapGet("/ready", Probes.Ready).WithSummary("Does it want traffic?");
        if (settings.MetricsEnabled)
        {
            operation.MapMetrics("/metrics", app.Services.GetRequiredService<CollectorRegistry>());
        }

        var other = app.MapGroup("").WithRequestMetrics(metrics);
        other.MapOpenApi("/openapi.json");
        if (settings.FaultsEnabled)
        {
            MapFaults(other);
        }
    }

    private static void MapFaults(RouteGroupBuilder routes)
    {
        routes.MapPost("/ready/disable", Switches.Disable).WithSummary("Makes /ready answer 503.");
        routes.MapPost("/ready/enable", Switches.Enable).WithSummary("Lets /ready tell the truth again.");
        routes.MapMethods("/faults/status/{code}", GetOrPost, StatusFault.Answer).WithSummary("Answers with this status code.");
        routes.MapMethods("/faults/delay/{milliseconds}", GetOrPost, DelayFault.Answer).WithSummary("Answers after this time.");
        routes.MapMethods("/faults/memory/{mebibytes}", GetOrPost, MemoryFault.Hold).WithSummary("Holds this much more memory.");
        routes.MapDelete("/faults/memory", MemoryFault.Release).WithSummary("Releases the memory that is held.");
        routes.MapMethods("/faults/cpu/{milliseconds}", GetOrPost, CpuFault.Burn).WithSummary("Keeps one processor busy for this time.");
        routes.MapMethods("/faults/crash", GetOrPost, CrashFault.Crash).WithSummary("Ends the process once it has answered.");
        routes.MapGet("/faults/plan", PlanFault.Get).WithSummary("What happens to the application's requests.");
        routes.MapPut("/faults/plan", PlanFault.Put).WithSummary("Plans what happens to the application's requests.");
    }
}
