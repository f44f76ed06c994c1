using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.Programs.Tools;

[Trait(Traits.Category, Traits.Integration)]
public sealed class ReleaseFetcherTests
{
    [Fact]
    public async Task A_download_that_stops_coming_is_given_up()
    {
        // Given a server that sends the beginning of an archive and then nothing
        using var folder = new TemporaryFolder();
        await using var server = await HttpStub.StartAsync(async context =>
        {
            await context.Response.WriteAsync($"{new string('0', 64)}  helm.tar.gz\n");
            if (context.Request.Path == "/helm.tar.gz")
            {
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        });
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(1) };
        var source = new ReleaseSource
        {
            Project = "helm",
            Version = "4.1.4",
            Archive = $"{server.Address}helm.tar.gz",
            Checksums = $"{server.Address}sums",
            Programs = new Dictionary<Tool, string> { [Tool.Helm] = "helm" },
        };
        var fetcher = new ReleaseFetcher(http, Delivery.Programs.Tools.ToolPlatform.Current, new RecordingLog());

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => fetcher.FetchAsync(source, folder.Path, new Dictionary<string, string>(), default));

        Assert.Equal(("the release 4.1.4 of helm could not be downloaded", "it took longer than 1 s"), (failure.What, failure.Why));
    }
}
