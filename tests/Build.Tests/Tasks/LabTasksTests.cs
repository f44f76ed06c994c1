using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Tasks.Lab;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsDemo.Build.Tests.Tasks;

/// <summary>The lab by hand, where a settings file names other places for what is delivered.</summary>
public sealed class LabTasksTests : IDisposable
{
    private const string Address = """ "environments": { "dev": { "prometheusUrl": "http://127.0.0.1:9090" }, "live": {} } """;
    private const string Context = """ "kubeContext": "k3s" """;

    private readonly TemporaryFolder _folder = new();

    public LabTasksTests()
    {
        foreach (var file in (string[])[".git/HEAD", "Shop.sln", "src/Shop/Shop.csproj", "k8s/x", "monitoring/x", "build/charts.json"])
        {
            _folder.Write(file, "");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Address)]
    [InlineData(Context)]
    public async Task The_lab_of_the_folder_is_shown_and_ended_whatever_the_settings_file_names(string settings)
    {
        using var build = Build(settings);
        Directory.CreateDirectory(_folder[".lab"]);

        build.Make<LabStatus>().Run(build.Context);
        await build.Make<LabDown>().RunAsync(build.Context);

        Assert.False(Directory.Exists(_folder[".lab"]));
    }

    [Fact]
    public async Task Whoever_types_another_place_does_not_mean_the_lab()
    {
        using var build = Build(Address, "--kube-context=k3s");

        var refusal = await Assert.ThrowsAsync<DeliveryException>(() => build.Make<LabDown>().RunAsync(build.Context));

        Assert.Equal(
            "LabDown can't run: --kube-context names another place, and the lab is this computer. Next: leave out --kube-context",
            refusal.Message);
    }

    [Theory]
    [InlineData(Address, "environments.dev.prometheusUrl in ")]
    [InlineData(Context, "kubeContext in ")]
    public async Task What_the_settings_file_names_is_not_called_an_option(string settings, string source)
    {
        using var build = Build(settings);

        var refusal = await Assert.ThrowsAsync<DeliveryException>(() => build.Make<LabUp>().RunAsync(build.Context));

        Assert.Equal($"{source}{SettingsFile} names another place, and the lab is this computer", refusal.Why);
        Assert.Equal("give --kube-context=none", refusal.Next);
    }

    [Fact]
    public async Task Neither_is_the_address_of_a_server_to_which_nothing_can_be_delivered()
    {
        using var build = Build(Address);
        var servers = new NamedServers(
            build.Options.Cluster.Settings, build.Options.Settings.Service, null!, null!, null!, null!, null!, null!, TimeProvider.System);

        var refusal = await Assert.ThrowsAsync<DeliveryException>(() => servers.PrepareAsync(default));

        Assert.Equal($"environments.dev.prometheusUrl in {SettingsFile} names a server, and nothing names a cluster", refusal.Why);
        Assert.EndsWith("for the lab, give --kube-context=none", refusal.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "alertReceiver": "ops@example.com" """, "alertReceiver in ", "--alert-smarthost=host:port")]
    [InlineData(""" "cosignIdentity": "ci@example.com" """, "cosignIdentity in ", "needs --cosign-issuer, or cosignIssuer")]
    [InlineData(""" "cosignIssuer": "https://issuer.example.com" """, "cosignIssuer in ", "needs --cosign-identity, or cosignIdentity")]
    [InlineData(Context, "kubeContext in ", "for the lab, give --kube-context=none", "--target=FireDrill", "--time-scale=2")]
    public void What_is_missing_beside_a_line_of_the_file_is_told_of_that_line(
        string settings, string source, string next, params string[] arguments)
    {
        var wrong = Assert.Throws<CommandLineException>(() => Build(settings, arguments));

        Assert.Contains($"{source}{SettingsFile}", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(next, wrong.Message, StringComparison.Ordinal);
    }

    private string SettingsFile => _folder["build/settings.json"];

    private BuildFixture Build(string settings, params string[] arguments)
    {
        _folder.Write(
            "build/settings.json", $$"""{ "service": "shop", "solution": "Shop.sln", "project": "src/Shop/Shop.csproj", {{settings}} }""");
        return new BuildFixture(
            _folder.Path,
            [$"--settings={SettingsFile}", .. arguments],
            services => services.AddSingleton<IContainerEngine>(new SilentEngine(version: null)));
    }
}
