using System.Globalization;
using System.Text.Json;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps.Gate;

namespace GitOpsDemo.Build.Settings;

/// <summary>What a promotion has to fulfil, by the settings file.</summary>
public sealed record PromotionSettings
{
    /// <summary>Nothing but a proof.</summary>
    public static PromotionSettings None { get; } = new();

    /// <summary>Whether only a proof that is attached to the image counts.</summary>
    public bool RequiresAttestation { get; init; }

    /// <summary>Whether the author of the commit may not promote it into production.</summary>
    public bool RequiresSecondPerson { get; init; }

    /// <summary>When nothing is promoted into production.</summary>
    public IReadOnlyList<FreezeWindow> Freezes { get; init; } = [];
}

internal static class PromotionReader
{
    private const string RequireAttestation = "requireAttestation";
    private const string SecondPerson = "secondPerson";
    private const string Freeze = "freeze";
    private const string From = "from";
    private const string To = "to";
    private const string Days = "days";
    private const string TimeZone = "timeZone";
    private const string Reason = "reason";
    private const string EndOfDay = "24:00";

    private static readonly Dictionary<string, Func<JsonElement, string?>> Checks = new()
    {
        [RequireAttestation] = KnownSettings.Flag,
        [SecondPerson] = KnownSettings.Flag,
        [Freeze] = value => value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select(ProblemOfWindow).FirstOrDefault(found => found is not null)
            : "it has to be a list of windows",
    };

    private static readonly string[] WindowKeys = [From, To, Days, TimeZone, Reason];

    /// <summary>Says what is wrong with the key; null when nothing is.</summary>
    public static string? ProblemOf(JsonElement value) => KeyedObject.ProblemIn(value, Checks);

    /// <summary>Reads what has been checked.</summary>
    public static PromotionSettings Of(JsonElement value) => new()
    {
        RequiresAttestation = value.TryGetProperty(RequireAttestation, out var attestation) && attestation.GetBoolean(),
        RequiresSecondPerson = value.TryGetProperty(SecondPerson, out var second) && second.GetBoolean(),
        Freezes = value.TryGetProperty(Freeze, out var windows) ? [.. windows.EnumerateArray().Select(window => Window(window)!)] : [],
    };

    private static string? ProblemOfWindow(JsonElement window)
    {
        if (window.ValueKind != JsonValueKind.Object
            || window.EnumerateObject().Any(property => property.Value.ValueKind != JsonValueKind.String))
        {
            return "a window has to be an object of texts";
        }

        if (window.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => !WindowKeys.Contains(name)) is { } unknown)
        {
            return $"a window has no key '{Untrusted.Shown(unknown)}'{Nearest.Hint(unknown, WindowKeys).TrimEnd('.')}";
        }

        return string.IsNullOrWhiteSpace(Text(window, Reason)) ? "a window needs a reason"
            : Window(window) is not null ? null
            : "a window is from one moment to a later one, such as 2026-12-20T00:00:00Z; or on days such as fri,sat from one time to "
                + "another, such as 22:00 to 06:00 of the next day, in a timeZone such as Europe/Berlin (UTC where none is named)";
    }

    /// <summary>The window; null where it is none.</summary>
    private static FreezeWindow? Window(JsonElement window)
    {
        var (from, to, reason) = (Text(window, From) ?? "", Text(window, To) ?? "", Text(window, Reason) ?? "");
        if (Text(window, Days) is { } days)
        {
            var named = days.Split(',', StringSplitOptions.TrimEntries).Select(DayOf).ToList();
            return TimeOnly.TryParseExact(from, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var begin)
                && TimeOnly.TryParseExact(
                    to == EndOfDay ? "00:00" : to, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var end)
                && (end != begin || to == EndOfDay)
                && TimeZoneInfo.TryFindSystemTimeZoneById(Text(window, TimeZone) ?? "UTC", out var zone)
                && !named.Contains(null)
                    ? new WeeklyFreeze([.. named.OfType<DayOfWeek>()], begin, end, zone, reason)
                    : null;
        }

        return Text(window, TimeZone) is null && Moment(from) is { } first && Moment(to) is { } last && last > first
            ? new FreezePeriod(first, last, reason)
            : null;
    }

    private static DayOfWeek? DayOf(string name)
    {
        var match = Enum.GetValues<DayOfWeek>().Where(day => $"{day}"[..3].Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        return match is [var only] ? only : null;
    }

    /// <summary>With its offset from UTC: without one it would be another moment on every computer.</summary>
    private static DateTimeOffset? Moment(string text) =>
        DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
        && (text.EndsWith('Z') || text[^6] is '+' or '-')
            ? moment
            : null;

    private static string? Text(JsonElement window, string key) => window.TryGetProperty(key, out var value) ? value.GetString() : null;
}
