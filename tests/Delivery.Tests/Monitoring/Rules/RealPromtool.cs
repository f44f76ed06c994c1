using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Rules;

/// <summary>The promtool of this computer, for tests with <c>[FactWithTool("promtool")]</c>.</summary>
internal static class RealPromtool
{
    public static Promtool New() => new(new CommandRunner(new RecordingLog()), _ => Task.FromResult(TestTools.Find("promtool")!));
}
