using System.Text.RegularExpressions;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Tasks;
using GitOpsDemo.Build.Tasks.Manifests;
using GitOpsDemo.Build.Template;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsDemo.Build.Tests.Template;

/// <summary>A project that knows nothing of this build becomes one that it delivers.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class NewServiceTests : IDisposable
{
    /// <summary>Lines that are indented, one after another.</summary>
    private static readonly Regex Block = new(@"(?<=\n\n)(    [^\n]+\n)+");
    private static readonly Regex Placeholders = new("myservice|MyService|\\{(folder|project|solution)\\}");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactWithTool("promtool")]
    public async Task The_words_of_the_page_lead_from_a_new_webapi_in_a_repository_of_its_own_to_Validate()
    {
        // Given a clone of this repository whose build.sh writes down what it is asked for
        var asked = _folder["asked"];
        Script("gitops-demo/build.sh", $"printf '%s\\t' \"$@\" >>'{asked}'; echo >>'{asked}'");

        // When the first block of docs/your-service.md is typed
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "your-service.md"));
        var block = Block.Match(page[page.IndexOf("## 1.", StringComparison.Ordinal)..]).Value;
        await new CommandRunner(new RecordingLog()).RunAsync(new Command("bash", "-e", "-c", block)
        {
            WorkingDirectory = _folder.Path,
            Environment = new Dictionary<string, string?>
            {
                ["TMPDIR"] = Directory.CreateDirectory(_folder["tmp"]).FullName,
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            },
        });

        // Then NewService writes what Validate takes
        Assert.Equal(2, File.ReadLines(asked).Count());
        foreach (var arguments in await File.ReadAllLinesAsync(asked))
        {
            await RunAsync(arguments.Split('\t', StringSplitOptions.RemoveEmptyEntries));
        }

        Assert.True(File.Exists(_folder["shop/deploy/monitoring/dashboards/shop.json"]));
        var alerts = await File.ReadAllTextAsync(_folder["shop/deploy/monitoring/alerts.yaml"]);
        Assert.Contains("alert: ShopDown", alerts, StringComparison.Ordinal);
        Assert.All(
            Directory.EnumerateFiles(_folder["shop/deploy"], "*", SearchOption.AllDirectories),
            file => Assert.DoesNotMatch(Placeholders, File.ReadAllText(file)));
    }

    [Fact]
    public void A_project_of_this_repository_is_found_by_the_name_of_the_service_and_what_is_there_is_left_alone()
    {
        Project("services/Order.Api/Order.Api.csproj");
        _folder.Write("services/Orders.slnx", """<Solution><Project Path="Order.Api/Order.Api.csproj" /></Solution>""");

        var files = new ServiceTemplate(_folder.Path).Write("order-api", project: null);

        Assert.Equal(_folder["services/deploy/settings.json"], files[0]);
        Assert.Contains("\"project\": \"services/Order.Api/Order.Api.csproj\"", File.ReadAllText(files[0]), StringComparison.Ordinal);
        var alerts = File.ReadAllText(_folder["services/deploy/monitoring/alerts.yaml"]);
        Assert.Contains("alert: OrderApiDown", alerts, StringComparison.Ordinal);
        Assert.Contains("settings.json is there already", Refusal("order-api"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_is_named_with_a_way_out()
    {
        Assert.Contains("--project=/path/to/Project.csproj", Refusal("shop"), StringComparison.Ordinal);
        Assert.Contains("there is no project", Refusal("shop", "Nowhere.csproj"), StringComparison.Ordinal);

        Project("a/Shop/Shop.csproj");
        Assert.Contains("dotnet sln add", Refusal("shop"), StringComparison.Ordinal);
        Project("b/Shop/Shop.csproj");
        Assert.Contains("name the one that is meant with --project", Refusal("shop"), StringComparison.Ordinal);

        Directory.Delete(_folder[".git"]);
        Assert.Contains("run `git init`", Refusal("shop", "a/Shop/Shop.csproj"), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "settings.json", SearchOption.AllDirectories));
    }

    [Fact]
    public void Without_a_name_the_command_line_is_wrong() =>
        Assert.Contains("--name=shop", Assert.Throws<CommandLineException>(
            () => BuildOptions.From(CommandLine.Parse(["--target=NewService"], BuildTasks.Names))).Message, StringComparison.Ordinal);

    /// <summary>The tasks of a command line, as the host runs them, with artifacts of their own.</summary>
    private async Task RunAsync(string[] arguments)
    {
        var home = Directory.CreateDirectory(_folder["home"]).FullName;
        foreach (var shared in new[] { "build", ".tools" }.Where(shared => !Path.Exists(Path.Combine(home, shared))))
        {
            Directory.CreateSymbolicLink(Path.Combine(home, shared), Path.Combine(Repository.Root, shared));
        }

        using var build = new BuildFixture(home, arguments, services => services.AddSingleton<IContainerEngine>(new SilentEngine(null)));
        if (build.Options.Targets.Contains(nameof(NewService)))
        {
            build.Make<NewService>().Run(build.Context);
            return;
        }

        Assert.Equal([nameof(Validate)], build.Options.Targets);
        await build.Make<ValidateManifests>().RunAsync(build.Context);
        await build.Make<TestRules>().RunAsync(build.Context);
        await build.Make<LintDashboards>().RunAsync(build.Context);
        Assert.DoesNotContain(build.Log.Lines, line => line.Contains("advice", StringComparison.OrdinalIgnoreCase));
    }

    private string Refusal(string name, string? project = null) =>
        Assert.Throws<DeliveryException>(() => new ServiceTemplate(_folder.Path).Write(name, project)).Message;

    private void Project(string path)
    {
        Directory.CreateDirectory(_folder[".git"]);
        _folder.Write(path, "<Project Sdk=\"Microsoft.NET.Sdk.Web\" />");
    }

    private void Script(string path, string body)
    {
        var file = _folder.Write(path, $"#!/bin/sh\n{body}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
