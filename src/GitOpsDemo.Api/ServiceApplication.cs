using System.Text.Json.Serialization;
using GitOpsDemo.Api.Endpoints;
using GitOpsDemo.Api.Faults;
using GitOpsDemo.Api.Lifecycle;
using GitOpsDemo.Api.Logging;
using GitOpsDemo.Api.RequestMetrics;
using GitOpsDemo.Api.Settings;
using Microsoft.Extensions.Logging.Console;
using Prometheus;

namespace GitOpsDemo.Api;

/// <summary>Puts the service together: its parts, its list of middleware and its table of routes.</summary>
internal static class ServiceApplication
{
    /// <exception cref="ConfigurationException">A value of the configuration is wrong.</exception>
    public static WebApplication Create(string[] args) => Build(CreateBuilder(args));

    /// <summary>The service's parts.</summary>
    /// <exception cref="ConfigurationException">A value of the configuration is wrong.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            // A replica's configuration is as immutable as its image: nothing watches files.
            Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],

            // Wherever it is started from, its configuration lies beside it.
            ContentRootPath = AppContext.BaseDirectory,
        });
        var settings = ServiceSettings.From(builder.Configuration);
        AddParts(builder, settings);
        AddLogging(builder.Logging);
        builder.WebHost.ConfigureKestrel(ServerLimits.Apply);
        return builder;
    }

    /// <summary>The service of these parts.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        UseMiddleware(app, app.Services.GetRequiredService<ServiceSettings>());
        app.MapRoutes();
        return app;
    }

    private static void AddParts(WebApplicationBuilder builder, ServiceSettings settings)
    {
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(BuildIdentity.OfThisAssembly);
        services.AddSingleton(ServiceIdentity.From(BuildIdentity.OfThisAssembly, builder.Environment, settings));
        services.AddSingleton(_ => Metrics.NewCustomRegistry());
        services.AddSingleton<HttpMetrics>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<WarmUp>();
        services.AddSingleton<FaultInjector>();
        services.AddSingleton<HeldMemory>();
        services.AddHostedService<ServiceLifecycle>();
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJson.Default);
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        });
        services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.ReadinessDelay + settings.DrainTimeout);
    }

    private static void AddLogging(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddConsole(options => options.FormatterName = JsonLineFormatter.FormatterName);
        logging.Services.AddSingleton<ConsoleFormatter, JsonLineFormatter>();
    }

    // The list of middleware, the outermost first.
    private static void UseMiddleware(WebApplication app, ServiceSettings settings)
    {
        if (settings.MetricsEnabled)
        {
            app.UseMiddleware<RequestMetricsMiddleware>();
        }

        if (settings.AccessLogEnabled)
        {
            app.UseMiddleware<AccessLogMiddleware>();
        }

        app.UseMiddleware<DrainingMiddleware>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        if (settings.FaultsEnabled)
        {
            app.UseMiddleware<FaultMiddleware>();
        }
    }
}
