using System.Text.Json;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery.GitOps.Gate;

namespace GitOpsDemo.Build.Tests.Settings;

public sealed class PromotionSettingsTests
{
    [Fact]
    public void What_a_promotion_has_to_fulfil_is_read_with_its_windows()
    {
        var file = Json("""
            { "requireAttestation": true, "secondPerson": true, "freeze": [
                { "from": "2026-12-20T00:00:00+01:00", "to": "2027-01-02T00:00Z", "reason": "the holidays" },
                { "days": "fri, Sat", "from": "16:00", "to": "24:00", "timeZone": "Europe/Berlin", "reason": "the weekend" },
                { "days": "mon", "from": "22:00", "to": "06:00", "reason": "the night of the backup" } ] }
            """);

        Assert.Null(PromotionReader.ProblemOf(file));
        var settings = PromotionReader.Of(file);
        Assert.True(settings is { RequiresAttestation: true, RequiresSecondPerson: true, Freezes.Count: 3 });
        Assert.Equal(
            new FreezePeriod(new(2026, 12, 20, 0, 0, 0, TimeSpan.FromHours(1)), new(2027, 1, 2, 0, 0, 0, TimeSpan.Zero), "the holidays"),
            settings.Freezes[0]);
        Assert.Equal("on Friday, Saturday from 16:00 to 24:00 (Europe/Berlin)", $"{settings.Freezes[1]}");
        Assert.Equal("on Monday from 22:00 to 06:00 of the next day (UTC)", $"{settings.Freezes[2]}");
    }

    [Theory]
    [InlineData("""{"secondperson":true}""", "secondperson: there is no key of that name")]
    [InlineData("""{"secondPerson":"yes"}""", "secondPerson: it is a text and has to be true or false")]
    [InlineData("""{"freeze":{}}""", "freeze: it has to be a list of windows")]
    [InlineData("""{"freeze":[{"from":"2026-12-20T00:00:00Z","to":"2027-01-02T00:00:00Z"}]}""", "freeze: a window needs a reason")]
    [InlineData("""{"freeze":[{"from":"2026-12-20T00:00:00","to":"2027-01-02T00:00:00Z","reason":"x"}]}""", "freeze: a window is from one moment to a later one")]
    [InlineData("""{"freeze":[{"from":"2027-12-20T00:00:00Z","to":"2027-01-02T00:00:00Z","reason":"x"}]}""", "freeze: a window is from one moment to a later one")]
    [InlineData("""{"freeze":[{"days":"friday","from":"16:00","to":"24:00","reason":"x"}]}""", "freeze: a window is from one moment to a later one")]
    [InlineData("""{"freeze":[{"days":"fri","from":"16:00","to":"24:00","timeZone":"Europe/Nowhere","reason":"x"}]}""", "freeze: a window is from one moment to a later one")]
    [InlineData("""{"freeze":[{"day":"fri","from":"16:00","to":"24:00","reason":"x"}]}""", "freeze: a window has no key 'day'")]
    public void What_is_wrong_with_it_is_named(string json, string expected) =>
        Assert.StartsWith(expected, PromotionReader.ProblemOf(Json(json)), StringComparison.Ordinal);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
