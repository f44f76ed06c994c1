using GitOpsDemo.Api.Endpoints;
using GitOpsDemo.Api.RequestMetrics;
using Prometheus;

namespace GitOpsDemo.Api;

/// <summary>Puts the service together: its parts, its list of middleware and its table of routes.</summary>
internal static class ServiceApplication
{
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ServiceJson.Default));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(Metrics.NewCustomRegistry());
        builder.Services.AddSingleton<HttpMetrics>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton(ServiceIdentity.FromAssembly);

        var app = builder.Build();
        app.UseMiddleware<RequestMetricsMiddleware>();
        app.MapRoutes();
        return app;
    }
}
