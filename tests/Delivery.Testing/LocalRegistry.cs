using System.Diagnostics;
using GitOpsDemo.Delivery.Images;

namespace GitOpsDemo.Testing;

/// <summary>The CNCF distribution server on a free port of 127.0.0.1, with storage of its own.</summary>
public sealed class LocalRegistry : IAsyncLifetime, IDisposable
{
    public const string Tool = "docker-registry";

    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    public string Name { get; private set; } = "";

    public ImageReference Image(string repository, string tag) => ImageReference.Create(Name, repository, tag);

    public async Task InitializeAsync()
    {
        if (TestTools.Find(Tool) is not { } program)
        {
            return;
        }

        Name = $"127.0.0.1:{FreePort.Next()}";
        var configuration = _folder.Write("config.yml", $"""
            version: 0.1
            log: {"{ level: error }"}
            storage: {"{ filesystem: { rootdirectory: "} '{_folder["storage"]}' {"} }"}
            http: {"{ relativeurls: true, addr: "} '{Name}' {"}"}
            """);
        _process = Process.Start(
            new ProcessStartInfo(program, ["serve", configuration]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        using var http = new HttpClient();
        await Eventually.HoldsAsync(() => AnswersAsync(http), "the registry answers");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _process?.Kill();
        _process?.WaitForExit(TimeSpan.FromSeconds(10));
        _process?.Dispose();
        _folder.Dispose();
    }

    private async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync($"http://{Name}/v2/");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
