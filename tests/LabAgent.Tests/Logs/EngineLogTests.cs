using System.Formats.Tar;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.LabAgent.Tests.Page;
using GitOpsDemo.Testing;

namespace GitOpsDemo.LabAgent.Tests.Logs;

/// <summary>A real container, of an image that has nothing but busybox.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class EngineLogTests : PageTests, IDisposable
{
    private const string Busybox = "busybox";

    private readonly TemporaryFolder _folder = new();
    private readonly CommandRunner _runner = new(new RecordingLog());
    private readonly string _name = $"gitops-demo-log-test-{Guid.NewGuid():n}";

    public void Dispose() => _folder.Dispose();

    [FactWithEngine(Busybox)]
    public async Task The_page_shows_the_lines_of_a_container_and_goes_on_from_where_it_has_read_to()
    {
        try
        {
            // Given
            var container = await StartAsync("echo one; echo two >&2; while :; do sleep 1; done");
            await Agent.ApplyUntilReadyAsync(RunningAgent.PodOf(Backend, "p") with { ContainerId = container });
            JsonNode first = new JsonObject();
            await Eventually.HoldsAsync(async () => Texts(first = await LogAsync("")).Count() == 2, "it has written both");

            // When
            await DockerAsync("exec", container, $"/{Busybox}", "sh", "-c", "echo three > /proc/1/fd/1");

            // Then
            JsonNode next = new JsonObject();
            await Eventually.HoldsAsync(async () => Texts(next = await LogAsync($"{first["next"]}")).Any(), "the third has come");
            Assert.Equal(["one", "two"], Texts(first).Order(StringComparer.Ordinal));
            Assert.Equal(["three"], Texts(next));
        }
        finally
        {
            await DockerAsync("rm", "--force", _name);
            await DockerAsync("image", "rm", "--force", _name);
        }
    }

    private async Task<string> StartAsync(string script)
    {
        var root = Directory.CreateDirectory(_folder["root"]).FullName;
        File.Copy(TestTools.Find(Busybox)!, Path.Combine(root, Busybox));
        await TarFile.CreateFromDirectoryAsync(root, _folder["root.tar"], includeBaseDirectory: false);
        await DockerAsync("import", _folder["root.tar"], _name);
        return await DockerAsync("run", "--detach", $"--name={_name}", "--network=none", _name, $"/{Busybox}", "sh", "-c", script);
    }

    private async Task<string> DockerAsync(params string[] arguments) =>
        (await _runner.RunAsync(new Command("docker", arguments))).Output.Trim();

    private async Task<JsonNode> LogAsync(string from) => JsonNode.Parse(await Browser.GetStringAsync(
        new Uri(Agent.Page, $"api/log?namespace={RunningAgent.Namespace}&pod=p&from={Uri.EscapeDataString(from)}")))!;

    private static IEnumerable<string> Texts(JsonNode piece) =>
        (piece["lines"] as JsonArray ?? []).Select(line => $"{line!["text"]}");
}
