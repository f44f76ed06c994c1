using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Rules;

/// <summary>The promtool of this computer, for tests with <c>[FactWithTool("promtool")]</c>.</summary>
internal static class RealPromtool
{
    private static readonly Lazy<Task<FoundTool>> Found = new(AskAsync);

    public static Promtool New() => new(new CommandRunner(new RecordingLog()), FindAsync);

    public static Task<FoundTool> FindAsync(CancellationToken cancellationToken) => Found.Value.WaitAsync(cancellationToken);

    private static async Task<FoundTool> AskAsync()
    {
        var path = TestTools.Find("promtool")!;
        var probe = new VersionProbe(new CommandRunner(new RecordingLog()), new RecordingLog());
        return new(path, (await probe.AskAsync(path, ["--version"], default))!);
    }
}
