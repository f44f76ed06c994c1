using System.Runtime.InteropServices;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Hosting;

public sealed class AheadOfTimeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Crossgen _compiler = new();
    private readonly string _assembly;

    public AheadOfTimeTests()
    {
        _folder.Write(
            $"packages/microsoft.netcore.app.crossgen2.{RuntimeInformation.RuntimeIdentifier}/{Environment.Version}/tools/crossgen2", "");
        _folder.Write("host/.built-false", "");
        _assembly = _folder.Write("host/Build.dll", "portable");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_start_loads_is_compiled_once()
    {
        await RunAsync();
        await RunAsync();

        Assert.Equal("compiled", File.ReadAllText(_assembly));
        Assert.Equal([_assembly], _compiler.Compiled);
        var files = Directory.GetFileSystemEntries(_folder["host"]).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal([".ahead-of-time", ".built-false", "Build.dll"], files);
    }

    [Fact]
    public async Task What_was_compiled_again_meanwhile_stays()
    {
        _compiler.Meanwhile = () => File.SetLastWriteTimeUtc(_folder["host", ".built-false"], DateTime.UnixEpoch);

        await RunAsync();

        Assert.Equal("portable", File.ReadAllText(_assembly));
    }

    [Fact]
    public async Task A_compiler_that_fails_changes_nothing_and_fails_no_Deploy()
    {
        _compiler.Meanwhile = () => throw new DeliveryException("crossgen2 could not be started", "no such file", "install it");

        await RunAsync();

        Assert.Equal("portable", File.ReadAllText(_assembly));
    }

    [Fact]
    public async Task Half_a_file_of_a_compiler_that_failed_is_not_taken()
    {
        _compiler.ExitCode = 1;

        await RunAsync();

        Assert.Equal("portable", File.ReadAllText(_assembly));
    }

    [Fact]
    public async Task A_host_that_no_script_has_compiled_is_left_alone()
    {
        File.Delete(_folder["host", ".built-false"]);

        await RunAsync();

        Assert.Empty(_compiler.Compiled);
    }

    /// <summary>Of the framework's own assemblies none is compiled.</summary>
    private Task RunAsync()
    {
        var run = new AheadOfTime(_folder["host"], _folder["packages"], _compiler);
        run.Begin([_assembly, typeof(object).Assembly.Location], default);
        return run.EndAsync();
    }

    private sealed class Crossgen : ICommandRunner
    {
        public List<string> Compiled { get; } = [];

        public int ExitCode { get; set; }

        public Action Meanwhile { get; set; } = () => { };

        public async Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken = default)
        {
            Meanwhile();
            Compiled.Add(command.Arguments[0]);
            await File.WriteAllTextAsync(command.Arguments[2], "compiled", cancellationToken);
            return new(ExitCode, "", "");
        }
    }
}
