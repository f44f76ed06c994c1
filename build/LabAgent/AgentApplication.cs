using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text.Json;
using GitOpsDemo.LabAgent.Forwarding;
using GitOpsDemo.LabAgent.Logs;
using GitOpsDemo.LabAgent.Measuring;
using GitOpsDemo.LabAgent.Page;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.LabAgent;

/// <summary>Puts the agent together: its parts and its own pages. Settings of the environment and of files do not reach it.</summary>
internal static class AgentApplication
{
    private const string MetricsContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static WebApplication Create(AgentOptions options, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (var port in options.Ports)
            {
                kestrel.Listen(IPAddress.Loopback, port);
            }
        });
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRoutingCore();
        // SIGTERM ends it at once: the agent ends only with the lab.
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
        builder.Services.AddPage();
        builder.Services.AddHostedService<LokiPush>();

        var app = builder.Build();
        app.UseMiddleware<PageGuard>();
        app.MapPage();
        app.MapGet("/healthz", Health);
        app.MapGet("/endpoints", Endpoints);
        app.MapGet("/metrics", MetricsAsync);
        app.MapPost("/notifications", Notifications.TakeAsync);
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

    /// <summary>The page is made again for each scrape, so that it never shows a pod that is gone.</summary>
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
/// <param name="PagePort">The port on 127.0.0.1 of the lab's page.</param>
internal sealed record AgentOptions(string StateFile, int Port, int PagePort)
{
    public const string Usage = "usage: GitOpsDemo.LabAgent --state=<file> --port=<port> --page=<port>";

    private const string StateOption = "--state=";
    private const string PortOption = "--port=";
    private const string PageOption = "--page=";

    /// <summary>Every port of its own. The one of <c>/healthz</c> is opened last: when it answers, the others are open.</summary>
    public IReadOnlyList<int> Ports => [PagePort, Port];

    /// <summary>The file that says what the page shows, beside the state file.</summary>
    public string PageFile => Path.Combine(Path.GetDirectoryName(StateFile)!, AgentPage.FileName);

    /// <summary>How long traffic continues without an open page.</summary>
    public TimeSpan TrafficLease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the state file is looked at.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a pod may take to accept a connection: one whose process is frozen does not.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Reads the command line; false when it is not right.</summary>
    public static bool TryParse(IReadOnlyList<string> arguments, [NotNullWhen(true)] out AgentOptions? options)
    {
        var state = ValueOf(StateOption, arguments);
        var arePorts = IsPort(ValueOf(PortOption, arguments), out var port) & IsPort(ValueOf(PageOption, arguments), out var page);
        options = arguments.Count == 3 && state?.Length > 0 && arePorts ? new AgentOptions(Path.GetFullPath(state), port, page) : null;
        return options is not null;
    }

    private static bool IsPort(string? text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= IPEndPoint.MaxPort;

    private static string? ValueOf(string option, IReadOnlyList<string> arguments) =>
        arguments.FirstOrDefault(argument => argument.StartsWith(option, StringComparison.Ordinal))?[option.Length..];
}
