using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Programs;

public sealed class RecordedCommandRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait(Traits.Category, Traits.Integration)]
    public async Task What_programs_said_is_in_one_file_with_how_they_ended_and_in_no_other_place()
    {
        var log = new RecordingLog();
        var runner = new RecordedCommandRunner(new CommandRunner(log), _folder["logs"], TimeProvider.System);

        await runner.RunAsync(new Command("sh", "-c", "echo one; echo two >&2; printf 'a\\0b\\0'"));
        await Assert.ThrowsAsync<DeliveryException>(
            () => runner.RunAsync(new Command("sh", "-c", "echo three; exit 4") { StandardInput = "canary" }));

        var text = await File.ReadAllTextAsync(runner.LogFile);
        Assert.Matches(@"(?s)^\d\d:\d\d:\d\d\.\d{3} \$ sh -c .*\n.*one\n.*-- exit code 0 after \d+\.\d\d s\n\n", text);
        Assert.Contains("a b \n", text, StringComparison.Ordinal);
        Assert.Contains("three\n-- exit code 4 after ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
        Assert.DoesNotContain(log.Lines, line => line is "one" or "two" or "three");
        Assert.Equal(2, runner.Runs.Count);
        Assert.True(
            OperatingSystem.IsWindows() || File.GetUnixFileMode(runner.LogFile) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task Old_files_make_room()
    {
        for (var day = 10; day < 40; day++)
        {
            _folder.Write($"logs/202001{day}-000000-1.log", "");
        }

        var runner = new RecordedCommandRunner(new Silent(), _folder["logs"], TimeProvider.System);
        await runner.RunAsync(new Command("true"));

        Assert.Equal(20, Directory.GetFiles(_folder["logs"]).Length);
        Assert.True(File.Exists(_folder["logs", "20200139-000000-1.log"]));
    }

    private sealed class Silent : ICommandRunner
    {
        public Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken = default) =>
            Task.FromResult(new CommandResult(0, "", ""));
    }
}
