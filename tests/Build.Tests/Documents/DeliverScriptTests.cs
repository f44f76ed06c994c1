using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Documents;

/// <summary>The script that workflows run, with a build that prints what it was given.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class DeliverScriptTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public DeliverScriptTests()
    {
        Executable(".ci/deliver", File.ReadAllText(Path.Combine(Repository.Root, ".ci", "deliver")));
        Executable("build.sh", """
            #!/usr/bin/env bash
            printf '%s\n' "$@"
            if [ -n "${KUBECONFIG:-}" ]; then stat -c %a "$KUBECONFIG"; cat "$KUBECONFIG"; fi
            mkdir -p artifacts
            echo proof >artifacts/report.md
            exit 3

            """);
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task Without_a_cluster_it_adds_nothing_and_ends_as_the_build_does()
    {
        var run = await RunAsync(new() { ["GITHUB_STEP_SUMMARY"] = _root["summary"] });

        Assert.Equal((3, "--target=Deploy\n"), (run.ExitCode, run.Output));
        Assert.Equal("proof\n", await File.ReadAllTextAsync(_root["summary"]));
    }

    [Fact]
    public async Task With_a_cluster_it_names_it_and_the_kubeconfig_is_private_and_does_not_stay()
    {
        var run = await RunAsync(new()
        {
            ["KUBE_CONTEXT"] = "k3s",
            ["IMAGE_REGISTRY"] = "ghcr.io",
            ["GITOPS_REPOSITORY"] = "https://example.com/a b.git",
            ["KUBECONFIG_CONTENT"] = "canary",
            ["TMPDIR"] = _root.Path,
        });

        Assert.Equal(
            "--target=Deploy\n--kube-context=k3s\n--image-registry=ghcr.io\n--image-repository=gitops-demo\n"
                + "--gitops-repository=https://example.com/a b.git\n600\ncanary\n",
            run.Output);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_root.Path), file => File.ReadAllText(file).Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cluster_without_a_registry_is_refused_before_anything_runs()
    {
        var run = await RunAsync(new() { ["KUBE_CONTEXT"] = "k3s" });

        Assert.NotEqual(3, run.ExitCode);
        Assert.Contains("IMAGE_REGISTRY: names the registry", run.Error, StringComparison.Ordinal);
    }

    private Task<CommandResult> RunAsync(Dictionary<string, string?> variables)
    {
        string[] known =
        [
            "KUBE_CONTEXT", "IMAGE_REGISTRY", "IMAGE_REPOSITORY", "GITOPS_REPOSITORY", "KUBECONFIG", "KUBECONFIG_CONTENT",
            "GITHUB_STEP_SUMMARY",
        ];
        return new CommandRunner(new RecordingLog()).RunAsync(new Command("bash", _root[".ci", "deliver"], "--target=Deploy")
        {
            Environment = known.ToDictionary(name => name, name => variables.GetValueOrDefault(name)).Union(
                variables.Where(pair => !known.Contains(pair.Key))).ToDictionary(),
            SuccessCodes = null,
        });
    }

    private void Executable(string path, string content)
    {
        var file = _root.Write(path, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
