using System.Globalization;
using System.Text;
using System.Xml.Linq;
using GitOpsDemo.Delivery.Verification;

namespace GitOpsDemo.Delivery.Reporting;

/// <summary>The checks as JUnit XML, which every CI system reads: a suite per kind of check, a case per check.</summary>
internal static class JunitReport
{
    public static string Of(DeliveryReport report)
    {
        var suites = report.Checks.GroupBy(check => check.Id.Split('/')[0]).Select(suite => new XElement(
            "testsuite",
            new XAttribute("name", suite.Key),
            new XAttribute("tests", suite.Count()),
            new XAttribute("failures", suite.Count(check => check.Verdict == Verdict.Fail)),
            new XAttribute("skipped", suite.Count(check => check.Verdict == Verdict.Skipped)),
            new XAttribute("timestamp", report.Started.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)),
            suite.Select(Case)));
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + new XElement("testsuites", suites) + "\n";
    }

    private static XElement Case(CheckResult check) => new(
        "testcase",
        new XAttribute("classname", check.Id.Split('/')[0]),
        new XAttribute("name", Printable(check.Id)),
        check.Verdict switch
        {
            Verdict.Fail => new XElement(
                "failure",
                new XAttribute("message", Printable(check.Title + ": " + check.Cause)),
                Printable($"{check.Evidence}\nNext: {check.Next}")),
            Verdict.Skipped => new XElement("skipped", new XAttribute("message", Printable(check.Evidence))),
            _ => null,
        },
        new XElement("system-out", Printable(check.Evidence)));

    /// <summary>XML has no control characters, not even escaped.</summary>
    private static string Printable(string text) =>
        text.Aggregate(new StringBuilder(text.Length), (builder, c) => builder.Append(System.Xml.XmlConvert.IsXmlChar(c) ? c : '?')).ToString();
}
