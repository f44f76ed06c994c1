using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Logs;

/// <summary>A request of a service of any kind is found in its log, or it is said what the service lacks.</summary>
public sealed class LogProofTests
{
    [Theory]
    [InlineData("/version", true, "GET {path} {trace}", true)]
    [InlineData("/version", true, "GET {path}", false)]
    [InlineData("/weather", false, "GET {path}", true)]
    [InlineData("/", false, "GET {path}", false)]
    [InlineData("/", false, "GET {path}{query}", true)]
    public async Task The_line_is_found_by_what_the_service_writes(string path, bool hasTraceId, string line, bool isFound)
    {
        var result = await ProveAsync(new(path, hasTraceId), line);

        Assert.Equal(isFound ? Verdict.Pass : Verdict.Fail, result.Verdict);
        Assert.Contains(path, result.Evidence, StringComparison.Ordinal);
        if (!isFound)
        {
            Assert.Contains("\"policy\": { \"log-line\": \"why\" }", result.Next, StringComparison.Ordinal);
            Assert.DoesNotContain("kubectl", result.Next, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_path_that_the_service_does_not_have_is_named_with_the_setting()
    {
        var result = await ProveAsync(new("/nowhere", HasTraceId: true), line: "");

        Assert.Equal(Verdict.Fail, result.Verdict);
        Assert.Contains("/nowhere: status 404", result.Evidence, StringComparison.Ordinal);
        Assert.Contains("requestPath in the settings file", result.Next, StringComparison.Ordinal);
    }

    private static async Task<CheckResult> ProveAsync(LogRequest request, string line)
    {
        var store = new Store();
        await using var service = await HttpStub.StartAsync(context =>
        {
            store.Lines.Add(line
                .Replace("{path}", context.Request.Path, StringComparison.Ordinal)
                .Replace("{query}", context.Request.QueryString.Value, StringComparison.Ordinal)
                .Replace("{trace}", $"{context.Request.Headers.TraceParent}".Split('-')[1], StringComparison.Ordinal));
            context.Response.StatusCode = context.Request.Path == "/nowhere" ? 404 : 200;
            return Task.CompletedTask;
        });
        var live = new LiveEnvironment("dev", "app-dev", "commit", "image", service.Address, [], "");
        var claim = await LogProof.OfAsync(store, service.Address, request, live, TimeProvider.System, default);
        return Assert.Single(await claim.LookAsync(default)).Result;
    }

    private sealed class Store : ILogStore
    {
        public List<string> Lines { get; } = [];

        public string Name => "a list";

        public Task<FoundLine?> FindAsync(LiveEnvironment live, string text, DateTimeOffset since, CancellationToken cancellationToken) =>
            Task.FromResult(
                Lines.Find(line => line.Contains(text, StringComparison.Ordinal)) is { } line ? new FoundLine("the list", line) : null);

        public Task<bool?> HasResultAsync(string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
            Task.FromResult<bool?>(null);
    }
}
