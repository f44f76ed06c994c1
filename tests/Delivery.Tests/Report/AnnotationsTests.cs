using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Report;

namespace GitOpsDemo.Delivery.Tests.Report;

public sealed class AnnotationsTests
{
    [Fact]
    public void What_is_not_proven_is_one_line_each_and_what_is_has_none()
    {
        CheckResult[] checks =
        [
            CheckResult.Pass("rules/A", "title", "fine"),
            CheckResult.Skip("dashboards/d", "title", "no Grafana"),
            CheckResult.Fail("series/m{a=\"b\", c=\"d\"}", "title", "100 % of it\nfailed", "cause", "next"),
            CheckResult.Warn("rules/others", "title", "2 fail", "cause", "next"),
        ];

        Assert.Equal(
            [
                "::error title=series/m{a=\"b\"%2C c=\"d\"}::100 %25 of it%0Afailed. cause. Next: next",
                "::warning title=rules/others::2 fail. cause. Next: next",
            ],
            Annotations.Of(checks));
    }
}
