using GitOpsDemo.Api.Faults;
using GitOpsDemo.Api.Logging;
using GitOpsDemo.Api.RequestMetrics;
using GitOpsDemo.Api.Settings;
using Prometheus;

namespace GitOpsDemo.Api.Endpoints;

/// <summary>The table of routes.</summary>
internal static class Routes
{
    private static readonly string[] GetOrHead = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] GetOrPost = [HttpMethods.Get, HttpMethods.Post];

    public static void MapRoutes(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<ServiceSettings>();
        var metrics = settings.MetricsEnabled ? app.Services.GetRequiredService<HttpMetrics>() : null;

        var application = app.MapGroup("").WithRequestMetrics(metrics).WithMetadata(new FaultTarget());
        application.MapGet("/", Identity.Get).WithSummary("Who answers: version, environment, instance.");
        application.MapGet("/version", Identity.Version).WithSummary("Which build answers.");

        var operation = app.MapGroup("").WithRequestMetrics(metrics, isCounted: settings.MetricsCountProbes).WithMetadata(new Unlogged());
        operation.MapGet("/health", Probes.Health).WithSummary("Is the process alive?");
        operation.MapGet("/ready", Probes.Ready).WithSummary("Does it want traffic?").Produces<ProbeAnswer>(503);
        if (settings.MetricsEnabled)
        {
            // The package would take every method.
            operation.MapMetrics("/metrics", app.Services.GetRequiredService<CollectorRegistry>())
                .WithMetadata(new HttpMethodMetadata(GetOrHead));
        }

        var other = app.MapGroup("").WithRequestMetrics(metrics);
        other.MapGet("/openapi.json", OpenApi.Get).ExcludeFromDescription();
        if (settings.FaultsEnabled)
        {
            MapFaults(other);
        }
    }

    private static void MapFaults(RouteGroupBuilder routes)
    {
        routes.MapPost("/ready/disable", Switches.Disable).WithSummary("Makes /ready answer 503.");
        routes.MapPost("/ready/enable", Switches.Enable).WithSummary("Lets /ready tell the truth again.");

        var faults = routes.MapGroup("").ProducesProblem(StatusCodes.Status400BadRequest);
        faults.MapMethods("/faults/status/{code}", GetOrPost, StatusFault.Answer).WithSummary("Answers with this status code.");
        faults.MapMethods("/faults/delay/{milliseconds}", GetOrPost, DelayFault.Answer).WithSummary("Answers after this time.");
        faults.MapMethods("/faults/memory/{mebibytes}", GetOrPost, MemoryFault.Hold).WithSummary("Holds this much more memory.");
        faults.MapDelete("/faults/memory", MemoryFault.Release).WithSummary("Releases the memory that is held.");
        faults.MapMethods("/faults/cpu/{milliseconds}", GetOrPost, CpuFault.Burn).WithSummary("Keeps one processor busy for this time.");
        faults.MapMethods("/faults/crash", GetOrPost, CrashFault.Crash).WithSummary("Ends the process once it has answered.");
        faults.MapGet("/faults/plan", PlanFault.Get).WithSummary("What happens to the application's requests.");
        faults.MapPut("/faults/plan", PlanFault.Put).WithSummary("Plans what happens to the application's requests.");
    }
}
