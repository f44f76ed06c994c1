using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace GitOpsDemo.Benchmarks.InProcess;

/// <summary>Serves the <see cref="LargePage"/> until the process is killed.</summary>
internal static class PageServer
{
    public static async Task<int> RunAsync(string address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        app.MapMetrics(registry: LargePage.Create());
        await app.RunAsync();
        return 0;
    }
}
