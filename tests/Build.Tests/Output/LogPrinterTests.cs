using GitOpsDemo.Build.Output;
using GitOpsDemo.Delivery.Monitoring.Logs;

namespace GitOpsDemo.Build.Tests.Output;

public sealed class LogPrinterTests
{
    private const string Json =
        """{"time":"2026-11-30T12:00:00.5Z","level":"warning","message":"GET /\u001b[2J 503","path":"/a b","exception":"Boom\n   at Main"}""";

    [Fact]
    public void A_line_of_JSON_is_time_severity_replica_message_and_fields_and_moves_no_cursor() => Assert.Equal(
        "12:00:00.500 warning  pod-1  GET /?[2J 503 path=\"/a b\"\n    exception: Boom\n       at Main\n",
        new LogPrinter(hasColour: false).Of([LogLine.Read("pod-1", Json)]));

    [Fact]
    public void A_line_of_text_stands_as_it_is() => Assert.Equal(
        "--:--:--.---          pod-1  Segmentation fault\n",
        new LogPrinter(hasColour: false).Of([LogLine.Read("pod-1", "Segmentation fault")]));

    [Fact]
    public void On_a_terminal_each_replica_has_a_colour_and_an_error_is_red()
    {
        var text = new LogPrinter(hasColour: true).Of([LogLine.Read("a", """{"level":"error","message":"no"}"""), LogLine.Read("b", "x"), LogLine.Read("a", "y")]);

        Assert.Contains("\e[31merror   \e[0m", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("\e[36ma\e[0m").Length - 1);
        Assert.Contains("\e[35mb\e[0m", text, StringComparison.Ordinal);
    }
}
