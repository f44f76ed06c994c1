namespace GitOpsDemo.Api.RequestMetrics;

/// <summary>Gives endpoints their series.</summary>
internal static class RequestMetricsExtensions
{
    /// <summary>Attaches to each endpoint the series of its route template; nothing when there are no metrics.</summary>
    public static RouteGroupBuilder WithRequestMetrics(this RouteGroupBuilder routes, HttpMetrics? metrics, bool isCounted = true)
    {
        if (metrics is null)
        {
            return routes;
        }

        ((IEndpointConventionBuilder)routes).Finally(endpoint =>
            endpoint.Metadata.Add(metrics.ForEndpoint(((RouteEndpointBuilder)endpoint).RoutePattern.RawText!, isCounted)));
        return routes;
    }

    /// <summary>The series of the endpoint that routing chose, null when it chose none of ours.</summary>
    public static EndpointSeries? Series(this Endpoint endpoint)
    {
        // They were attached last, so the first look finds them.
        for (var index = endpoint.Metadata.Count - 1; index >= 0; index--)
        {
            if (endpoint.Metadata[index] is EndpointSeries series)
            {
                return series;
            }
        }

        return null;
    }
}
