using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Prometheus;

/// <summary>Puts the page of a registry among an application's endpoints.</summary>
public static class MetricServerMiddlewareExtensions
{
    /// <summary>Maps the page of a registry, that of <see cref="Metrics.DefaultRegistry"/> when none is given.</summary>
    public static IEndpointConventionBuilder MapMetrics(
        this IEndpointRouteBuilder endpoints, string pattern = "/metrics", CollectorRegistry? registry = null) =>
        endpoints.MapMetrics(settings => settings.Registry = registry, pattern);

    /// <summary>Maps the page of the registry that the settings name.</summary>
    public static IEndpointConventionBuilder MapMetrics(
        this IEndpointRouteBuilder endpoints, Action<MetricServerMiddleware.Settings> configure, string pattern = "/metrics")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(configure);
        var settings = new MetricServerMiddleware.Settings();
        configure(settings);
        var server = new MetricServerMiddleware(_ => Task.CompletedTask, settings);
        return endpoints.MapMethods(pattern, [HttpMethods.Get, HttpMethods.Head], server.Invoke).WithDisplayName("Prometheus metrics");
    }
}
