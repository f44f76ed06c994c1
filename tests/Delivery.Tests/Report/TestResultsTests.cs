using GitOpsDemo.Delivery.Report;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Report;

public sealed class TestResultsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Tests_are_counted_over_all_TRX_files()
    {
        _folder.Write("one.trx", Trx("Passed", "Failed"));
        _folder.Write(Path.Combine("deeper", "two.trx"), Trx("Passed", "NotExecuted", "Timeout"));

        Assert.Equal("2 passed, 2 failed, 1 skipped", TestSummary.Read(_folder.Path).ToString());
    }

    [Fact]
    public void Failures_are_named_with_what_they_said_and_many_of_them_in_sum()
    {
        var failure = $"""
            <UnitTestResult testName="Tests.It_is_long" outcome="Failed">
              <Output><ErrorInfo><Message>{new string('x', 300)}</Message></ErrorInfo></Output>
            </UnitTestResult>
            """;
        _folder.Write("one.trx", $"""
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
              <UnitTestResult testName="Tests.It_adds_up" outcome="Failed"><Output><ErrorInfo><Message>Assert.Equal() Failure
            Expected: 1
            Actual:   2</Message><StackTrace>at Tests</StackTrace></ErrorInfo></Output></UnitTestResult>
              <UnitTestResult testName="Tests.It_ends" outcome="Timeout" />
              {string.Concat(Enumerable.Repeat(failure, 5))}
            </Results></TestRun>
            """);

        Assert.Equal(
            [
                "0 passed, 7 failed, 0 skipped",
                "  Tests.It_adds_up: Assert.Equal() Failure Expected: 1 Actual: 2",
                $"  Tests.It_is_long: {new string('x', 239)}…",
                $"  Tests.It_is_long: {new string('x', 239)}…",
                $"  Tests.It_is_long: {new string('x', 239)}…",
                $"  Tests.It_is_long: {new string('x', 239)}…",
                "  and 2 more",
            ],
            TestSummary.Read(_folder.Path).WithFailures().Split('\n'));
    }

    private static string Trx(params string[] outcomes) =>
        $"""<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>{string.Concat(outcomes.Select(outcome => $"""<UnitTestResult outcome="{outcome}" />"""))}</Results></TestRun>""";
}
