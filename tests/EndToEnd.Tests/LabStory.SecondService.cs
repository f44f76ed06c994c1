using System.Net;
using System.Security.Cryptography;
using System.Text;
using GitOpsDemo.Testing;

namespace GitOpsDemo.EndToEnd.Tests;

public sealed partial class LabStory
{
    private const int Port = 9000;

    [Fact]
    [Step(1)]
    public async Task A_settings_file_has_another_service_delivered_and_proven_under_its_own_name()
    {
        // Given somebody who listens already where the service would
        using var listener = FreePort.Listen(Port);

        // When
        var run = await BuildAsync("--target=Deploy");

        // Then its tests ran and not those of this repository, and all that is proven is its own
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("3 passed, 0 failed", run.Output, StringComparison.Ordinal);
        var proven = Report().GetProperty("checks").EnumerateArray().Where(check => check.GetProperty("verdict").GetString() != "Skipped")
            .Select(check => check.GetProperty("id").GetString()!).ToHashSet();
        Assert.Contains("targets/serviceMonitor/hello-dev/hello/0", proven);
        Assert.Equal(2, proven.Count(id => id.StartsWith("targets/hello-", StringComparison.Ordinal)));
        string[] rules = ["groups/hello.rules", "rules/HelloDown", "rules/HelloPopular"];
        Assert.Subset(proven, new HashSet<string>([.. rules, "panels/hello/Instances up", "panels/hello/Greetings", "logs/request"]));
        Assert.DoesNotContain(proven, id => id.Contains("gitops-demo", StringComparison.Ordinal));
        Assert.DoesNotContain(Checkout.SigningKey, run.Output + run.Error, StringComparison.Ordinal);

        // And Prometheus, Alertmanager and the service say the same: the build's own word is not taken for it
        var service = Url("service");
        Assert.NotEqual(Port, service.Port);
        using var greeting = await Http.GetAsync(new Uri(service, "?name=Ada&language=de"));
        Assert.Equal("Guten Tag, Ada!", await greeting.Content.ReadAsStringAsync());

        // Its Secret came from the environment of the build, and its metrics are not where its users are
        Assert.Equal(
            Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Checkout.SigningKey), "Guten Tag, Ada!"u8)),
            Assert.Single(greeting.Headers.GetValues("X-Signature")));
        using var metrics = await Http.GetAsync(new Uri(service, "internal/metrics"));
        Assert.Equal(HttpStatusCode.NotFound, metrics.StatusCode);
        var targets = (await GetAsync("prometheus", "api/v1/targets?state=active")).GetProperty("data").GetProperty("activeTargets")
            .EnumerateArray().Where(target => target.GetProperty("labels").TryGetProperty("pod", out _)).ToList();
        Assert.Equal(2, targets.Count);
        Assert.All(targets, target =>
        {
            var labels = target.GetProperty("labels");
            Assert.Equal("up", target.GetProperty("health").GetString());
            Assert.Equal(("hello-dev", "hello"), (labels.GetProperty("namespace").GetString(), labels.GetProperty("job").GetString()));
        });
        Assert.Contains("hello-.*", await Http.GetStringAsync(new Uri(Url("alertmanager"), "api/v2/status")), StringComparison.Ordinal);
    }

    [Fact]
    [Step(17)]
    public async Task LabDown_ends_the_lab_of_the_other_service_too()
    {
        Assert.Equal(0, (await BuildAsync("--target=LabDown")).ExitCode);
        Assert.False(Directory.Exists(Clone[".lab"]));
    }
}
