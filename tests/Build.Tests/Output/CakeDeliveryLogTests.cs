using Cake.Core.Diagnostics;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Output;

public sealed class CakeDeliveryLogTests : IDisposable
{
    private static readonly string Root = Path.GetFullPath("checkout");

    private readonly FakeTimeProvider _time = new();
    private readonly TestTerminal _screen = new();
    private readonly ICakeLog _cake = Substitute.For<ICakeLog>();
    private readonly TerminalView _view;
    private readonly CakeDeliveryLog _log;

    public CakeDeliveryLogTests()
    {
        _view = new TerminalView(_screen.AsTerminal(), _time);
        _cake.Verbosity.Returns(Verbosity.Normal);
        _log = new CakeDeliveryLog(
            _cake, new BuildConsole(new Terminal(), _view), _view, new BuildPaths(Root, SampleSettings.Value), _time);
    }

    public void Dispose() => _view.Dispose();

    [Fact]
    public void Without_a_view_a_wait_is_a_line_every_ten_seconds()
    {
        for (var second = 0; second < 25; second++)
        {
            _log.Progress(
                new StepProgress("waiting for 2 pods", $"look {second}")
                {
                    Elapsed = TimeSpan.FromSeconds(second),
                    Limit = TimeSpan.FromMinutes(1),
                });
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("waiting for 2 pods (11 s of 60 s): look 11\nwaiting for 2 pods (22 s of 60 s): look 22", _screen.Text);
    }

    [Fact]
    public void In_view_progress_is_shown_until_something_is_said()
    {
        _view.Begin("Push");
        _log.Progress(new StepProgress("pushing", "1.0 of 2.0 MiB"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("1.0 of 2.0 MiB", _screen.Text, StringComparison.Ordinal);

        _log.Detail("$ git push\nand more");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("    $ git push\n", _screen.Text, StringComparison.Ordinal);

        _log.Detail($"$ dotnet build {Path.Combine(Root, "Demo.sln")}");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("    $ dotnet build Demo.sln\n", _screen.Text, StringComparison.Ordinal);

        _log.Detail("$ git -c core.autocrlf=false -c core.hooksPath=no-hooks push origin main");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("    $ git push origin main\n", _screen.Text, StringComparison.Ordinal);

        _log.Information("pushed");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.StartsWith("Push\n  pushed\n▸ Push", _screen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("git push", _screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quiet_build_says_nothing_but_warnings()
    {
        _cake.Verbosity.Returns(Verbosity.Minimal);

        _log.Information("a fact");
        _log.Warning("a warning");

        Assert.Equal("", _screen.Text);
        _cake.Received().Write(Arg.Any<Verbosity>(), LogLevel.Warning, "{0}", "a warning");
    }
}
