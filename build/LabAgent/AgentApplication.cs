using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text.Json;
using GitOpsDemo.LabAgent.Forwarding;
using GitOpsDemo.LabAgent.Measuring;
using GitOpsDemo.LabContract;

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
        builder.Services.AddSingleton<Restarter>();
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

/// <summary>The agent's command line.</summary>
/// <param name="StateFile">The absolute path of the file that says what the lab wants.</param>
/// <param name="Port">The port on 127.0.0.1 of the agent's own pages.</param>
internal sealed record AgentOptions(string StateFile, int Port)
{
    public const string Usage = "usage: GitOpsDemo.LabAgent --state=<file> --port=<port>";

    private const string StateOption = "--state=";
    private const string PortOption = "--port=";

    /// <summary>How often the state file is looked at.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a pod may take to accept a connection: one whose process is frozen does not.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Reads the command line; false when it is not right.</summary>
    public static bool TryParse(IReadOnlyList<string> arguments, [NotNullWhen(true)] out AgentOptions? options)
    {
        var state = ValueOf(StateOption, arguments);
        var isPort = int.TryParse(ValueOf(PortOption, arguments), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= IPEndPoint.MaxPort;
        options = arguments.Count == 2 && state?.Length > 0 && isPort ? new AgentOptions(Path.GetFullPath(state), port) : null;
        return options is not null;
    }

    private static string? ValueOf(string option, IReadOnlyList<string> arguments) =>
        arguments.FirstOrDefault(argument => argument.StartsWith(option, StringComparison.Ordinal))?[option.Length..];
}
