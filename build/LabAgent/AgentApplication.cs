using System.Net;
using System.Text.Json;
using GitOpsDemo.Delivery.Lab.Agent;
using GitOpsDemo.LabAgent.Forwarding;
using GitOpsDemo.LabAgent.Measuring;

namespace GitOpsDemo.LabAgent;

/// <summary>Puts the agent together: its parts and its own pages. Settings of the environment and of files do not reach it.</summary>
internal static class AgentApplication
{
    private const string MetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static WebApplication Create(AgentOptions options, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port));
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRoutingCore();
        // SIGTERM ends it at once: whoever ends the lab's agent ends the lab.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<HttpForwarder>();
        builder.Services.AddSingleton<Prober>();
        builder.Services.AddSingleton<Cluster>();
        builder.Services.AddSingleton<StateFile>();
        builder.Services.AddHostedService(services => services.GetRequiredService<StateFile>());
        builder.Services.AddSingleton(new ResourceReader("/proc", "/sys/fs/cgroup"));
        builder.Services.AddSingleton<ClusterMetrics>();

        var app = builder.Build();
        app.MapGet("/healthz", Health);
        app.MapGet("/endpoints", Endpoints);
        app.MapGet("/metrics", MetricsAsync);
        return app;
    }

    private static Task Health(HttpContext context)
    {
        var error = context.RequestServices.GetRequiredService<StateFile>().Error;
        context.Response.StatusCode = error is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsync(error ?? "ok");
    }

    private static Task Endpoints(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        var report = context.RequestServices.GetRequiredService<Cluster>().Report();
        return JsonSerializer.SerializeAsync(context.Response.Body, report, AgentJson.Default.AgentReport, context.RequestAborted);
    }

    /// <summary>The page is made anew for each scrape, so that nothing of a pod that is gone is left on it.</summary>
    private static Task MetricsAsync(HttpContext context)
    {
        context.Response.ContentType = MetricsContentType;
        var registry = context.RequestServices.GetRequiredService<ClusterMetrics>().Collect();
        return registry.CollectAndExportAsTextAsync(context.Response.Body, context.RequestAborted);
    }
}
