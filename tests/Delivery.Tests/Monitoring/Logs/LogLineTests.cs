using GitOpsDemo.Delivery.Monitoring.Logs;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Logs;

public sealed class LogLineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"time":"2026-11-30T12:00:00Z","level":"info","message":"GET / 200","status":200}""", LogSeverity.Info, "GET / 200", "status=200")]
    [InlineData("""{"Timestamp":"2026-11-30T12:00:00Z","EventId":1,"LogLevel":"Warning","Message":"slow"}""", LogSeverity.Warning, "slow", "EventId=1")]
    [InlineData("""{"@t":"2026-11-30T12:00:00.0000000Z","@mt":"gone","@l":"Fatal","User":"Ada"}""", LogSeverity.Critical, "gone", "User=Ada")]
    [InlineData("""{"ts":1796040000,"lvl":"dbug","msg":"m","list":[1,2]}""", LogSeverity.Debug, "m", "list=[1,2]")]
    [InlineData("""{"ts":1796040000000,"severity":"ERROR","msg":"m"}""", LogSeverity.Error, "m", "")]
    public void A_line_of_JSON_is_unfolded_whatever_its_logger_calls_things(
        string text, LogSeverity severity, string message, string fields)
    {
        var line = LogLine.Read("pod-1", text);

        Assert.Equal((Noon, severity, message), (line.Time, line.Severity, line.Message));
        Assert.Equal(fields, string.Join(' ', line.Fields.Select(field => $"{field.Key}={field.Value}")));
    }

    [Theory]
    [InlineData("Now listening on: http://[::]:8080")]
    [InlineData("{ not JSON")]
    [InlineData("")]
    public void Another_line_is_its_own_message_at_the_time_at_which_it_was_collected(string text)
    {
        var line = LogLine.Read("pod-1", text, Noon);

        Assert.Equal((Noon, null, text), (line.Time, line.Severity, line.Message));
    }

    [Fact]
    public void A_line_that_does_not_tell_how_bad_it_is_is_taken_and_one_from_before_is_not()
    {
        var query = new LogQuery(Noon, Follows: false) { Least = LogSeverity.Error };

        Assert.True(query.Takes(LogLine.Read("pod-1", "Segmentation fault", Noon)));
        Assert.True(query.Takes(LogLine.Read("pod-1", "Segmentation fault")));
        Assert.False(query.Takes(LogLine.Read("pod-1", """{"level":"info"}""", Noon)));
        Assert.False(query.Takes(LogLine.Read("pod-1", """{"level":"error"}""", Noon.AddSeconds(-1))));
    }
}
