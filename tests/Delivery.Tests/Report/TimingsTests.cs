using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Report;

namespace GitOpsDemo.Delivery.Tests.Report;

public sealed class TimingsTests
{
    [Fact]
    public void Programs_come_with_their_share_and_what_is_left_is_the_build_itself()
    {
        var runs = new[]
        {
            Run("git log", from: 0, seconds: 1),
            Run("dotnet build", from: 2, seconds: 5),
            Run("dotnet test", from: 4, seconds: 4),
        };

        Assert.Equal(
            [
                "    5.00 s  50.0 %  dotnet build",
                "    4.00 s  40.0 %  dotnet test",
                "    1.00 s  10.0 %  git log",
                "    3.00 s  30.0 %  the build itself: no program ran",
            ],
            Timings.Of(runs, TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_long_command_line_is_cut() =>
        Assert.EndsWith("a…", Timings.Of([Run(new string('a', 200), 0, 1)], TimeSpan.FromSeconds(1)).First(), StringComparison.Ordinal);

    private static ProgramRun Run(string command, double from, double seconds) =>
        new(command, DateTimeOffset.UnixEpoch.AddSeconds(from), TimeSpan.FromSeconds(seconds));
}
