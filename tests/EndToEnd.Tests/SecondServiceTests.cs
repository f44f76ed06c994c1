using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>
/// Another service, with a name, a port, manifests, alerts and a dashboard of its own: a settings file is all that it takes
/// (docs/your-service.md).
/// </summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class SecondServiceTests(ITestOutputHelper output)
{
    private const string Settings = "--settings=samples/hello/settings.json";
    private const int Port = 9000;
    private const string SigningKey = "a key that no overlay holds";

    [Fact]
    public async Task A_settings_file_has_another_service_delivered_and_proven_under_its_own_name()
    {
        // Given a clone, and somebody who listens already where the service would
        await using var clone = await Checkout.MakeAsync();
        await clone.TakeOverAsync("build/Build/bin/host", ".tools/images");
        using var listener = ListenerAt(Port);

        // When
        var watch = Stopwatch.StartNew();
        var run = await clone.BuildAsync(new() { ["HELLO_SIGNING_KEY"] = SigningKey }, "--target=Deploy", Settings);
        output.WriteLine($"Deploy of hello: exit code {run.ExitCode} after {watch.Elapsed.TotalSeconds:0.0} s\n{run.Output}{run.Error}");

        // Then its tests ran and not those of this repository, and all that is proven is its own
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("3 passed, 0 failed", run.Output, StringComparison.Ordinal);
        var passed = Passed(clone);
        Assert.Contains("targets/serviceMonitor/hello-dev/hello/0", passed);
        Assert.Equal(2, passed.Count(id => id.StartsWith("targets/hello-", StringComparison.Ordinal)));
        Assert.Subset(passed, new HashSet<string> { "groups/hello.rules", "rules/HelloDown", "rules/HelloPopular", "panels/hello/Instances up", "panels/hello/Greetings", "logs/request" });
        Assert.DoesNotContain(passed, id => id.Contains("gitops-demo", StringComparison.Ordinal));
        Assert.DoesNotContain(SigningKey, run.Output + run.Error, StringComparison.Ordinal);
        await AskAsync(clone);

        // And the lab is its alone, until it is ended
        var other = await clone.BuildAsync("--target=LabUp");
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("hello runs in it", other.Error + other.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await clone.BuildAsync("--target=LabDown", Settings)).ExitCode);
        Assert.False(Directory.Exists(clone[".lab"]));
    }

    /// <summary>Prometheus, Alertmanager and the service themselves: the build's own word is not taken for it.</summary>
    private static async Task AskAsync(Checkout clone)
    {
        using var http = new HttpClient();
        var urls = Json(clone[".lab", "state.json"]).GetProperty("urls");
        var service = new Uri(urls.GetProperty("service-dev").GetString()!);
        Assert.NotEqual(Port, service.Port);
        using var greeting = await http.GetAsync(new Uri(service, "?name=Ada&language=de"));
        Assert.Equal("Guten Tag, Ada!", await greeting.Content.ReadAsStringAsync());

        // Its Secret came from the environment of the build, and its metrics are not where its users are
        Assert.Equal(
            Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SigningKey), "Guten Tag, Ada!"u8)),
            Assert.Single(greeting.Headers.GetValues("X-Signature")));
        using var metrics = await http.GetAsync(new Uri(service, "internal/metrics"));
        Assert.Equal(HttpStatusCode.NotFound, metrics.StatusCode);

        var prometheus = new Uri(urls.GetProperty("prometheus").GetString()!);
        var targets = JsonDocument.Parse(await http.GetStringAsync(new Uri(prometheus, "api/v1/targets?state=active"))).RootElement
            .GetProperty("data").GetProperty("activeTargets").EnumerateArray().Where(
                target => target.GetProperty("labels").TryGetProperty("pod", out _)).ToList();
        Assert.Equal(2, targets.Count);
        Assert.All(targets, target => Assert.Equal(
            ("up", "hello-dev", "hello"),
            (target.GetProperty("health").GetString(), target.GetProperty("labels").GetProperty("namespace").GetString(), target.GetProperty("labels").GetProperty("job").GetString())));
        var alertmanager = await http.GetStringAsync(new Uri(new Uri(urls.GetProperty("alertmanager").GetString()!), "api/v2/status"));
        Assert.Contains("hello-.*", alertmanager, StringComparison.Ordinal);
    }

    /// <summary>A listener at a port; null when another program has it, which does as well.</summary>
    private static TcpListener? ListenerAt(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return listener;
        }
        catch (SocketException)
        {
            listener.Dispose();
            return null;
        }
    }

    private static HashSet<string> Passed(Checkout clone) =>
    [
        .. Json(clone["artifacts", "report.json"]).GetProperty("checks").EnumerateArray()
            .Where(check => check.GetProperty("verdict").GetString() == "Pass")
            .Select(check => check.GetProperty("id").GetString()!),
    ];

    private static JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;
}
