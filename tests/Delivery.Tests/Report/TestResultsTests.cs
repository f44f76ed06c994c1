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
        _folder.Write("one.trx", $"""
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
              <UnitTestResult testName="Tests.It_adds_up" outcome="Failed"><Output><ErrorInfo><Message>Assert.Equal() Failure
            Expected: 1
            Actual:   2</Message><StackTrace>at Tests</StackTrace></ErrorInfo></Output></UnitTestResult>
              <UnitTestResult testName="Tests.It_ends" outcome="Timeout" />
              {string.Concat(Enumerable.Repeat($"""<UnitTestResult testName="Tests.It_is_long" outcome="Failed"><Output><ErrorInfo><Message>{new string('x', 300)}</Message></ErrorInfo></Output></UnitTestResult>""", 5))}
            </Results></TestRun>
            """);

        Assert.Equal(
            [
                "0 passed, 7 failed, 0 skipped",
                "  Tests.It_adds_up: Assert.Equal() Failure Expected: 1 Actual: 2",
                $"  Tests.It_is_long: {new string('x', 240)}…",
                $"  Tests.It_is_long: {new string('x', 240)}…",
                $"  Tests.It_is_long: {new string('x', 240)}…",
                $"  Tests.It_is_long: {new string('x', 240)}…",
                "  and 2 more",
            ],
            TestSummary.Read(_folder.Path).WithFailures().Split('\n'));
    }

    [Fact]
    public void A_line_counts_once_and_is_covered_when_any_project_ran_it()
    {
        // Given one source file that two test projects load, and a generated one
        var source = _folder.Write(Path.Combine("src", "A.cs"), "");
        _folder.Write(Path.Combine("src", "obj", "G.cs"), "");
        _folder.Write(Path.Combine("one", "coverage.cobertura.xml"), Cobertura("src/A.cs", (1, 1), (2, 0), (3, 0)));
        _folder.Write(Path.Combine("two", "coverage.cobertura.xml"), Cobertura("src/A.cs", (2, 5)));
        _folder.Write(Path.Combine("three", "coverage.cobertura.xml"), Cobertura("src/obj/G.cs", (1, 0)));

        // When
        var coverage = LineCoverage.Read(_folder.Path, [Path.GetDirectoryName(source)!]).Values.Single();

        // Then
        Assert.Equal(new LineCoverage(2, 3), coverage);
        Assert.Equal(66.7, coverage.Percent, 0.1);
    }

    private static string Trx(params string[] outcomes) =>
        $"""<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>{string.Concat(outcomes.Select(outcome => $"""<UnitTestResult outcome="{outcome}" />"""))}</Results></TestRun>""";

    private string Cobertura(string file, params (int Number, int Hits)[] lines) =>
        $"""<coverage><sources><source>{_folder.Path}</source></sources><packages><package><classes><class filename="{file}"><lines>{string.Concat(lines.Select(line => $"""<line number="{line.Number}" hits="{line.Hits}" />"""))}</lines></class></classes></package></packages></coverage>""";
}
