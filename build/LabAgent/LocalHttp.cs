namespace GitOpsDemo.LabAgent;

/// <summary>How the agent asks servers of this computer: without a proxy, and without cookies and trace headers of its own.</summary>
internal static class LocalHttp
{
    /// <summary>A handler that follows no redirect: what a server answers is what was asked for.</summary>
    /// <param name="connectTimeout">How long a pod may take to accept a connection; null where the whole answer has a limit.</param>
    public static SocketsHttpHandler Handler(TimeSpan? connectTimeout = null) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = connectTimeout ?? Timeout.InfiniteTimeSpan,
    };
}
