using System.Globalization;

namespace GitOpsDemo.Delivery.GitOps.Gate;

/// <summary>Whether this is a time at which nothing is promoted.</summary>
/// <param name="windows">Those times.</param>
public sealed class FreezeQuestion(IReadOnlyList<FreezeWindow> windows, TimeProvider time) : IGateQuestion
{
    public string Name => "freeze window";

    public Task<GateAnswer?> AskAsync(PromotionRequest request, ImageEntry image, CancellationToken cancellationToken) => Task.FromResult(
        windows.Count == 0 ? null
        : windows.FirstOrDefault(window => window.Contains(time.GetUtcNow())) is { } frozen
            ? GateAnswer.Forbidden(
                $"{request.To} is frozen {frozen}: {frozen.Reason}",
                "wait for its end, or change `promotion.freeze` in the settings file, in a commit that somebody reviews")
            : new GateAnswer($"{request.To} is not frozen at {Shown(time.GetUtcNow())} UTC"));

    private static string Shown(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}

/// <summary>A time at which nothing is promoted: once, or every week.</summary>
/// <param name="Reason">Why.</param>
public abstract record FreezeWindow(string Reason)
{
    public abstract bool Contains(DateTimeOffset moment);
}

/// <summary>From one moment to another.</summary>
/// <param name="From">The first moment.</param>
/// <param name="To">The first moment after it.</param>
/// <param name="Reason">Why.</param>
public sealed record FreezePeriod(DateTimeOffset From, DateTimeOffset To, string Reason) : FreezeWindow(Reason)
{
    public override bool Contains(DateTimeOffset moment) => moment >= From && moment < To;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"until {To:yyyy-MM-dd HH:mm zzz}");
}

/// <summary>The same hours of some days of every week.</summary>
/// <param name="From">The first moment of such a day.</param>
/// <param name="To">The first moment after it: on the next day where it is no later than the start, and midnight is the day's end.</param>
/// <param name="Zone">Whose clocks are meant.</param>
/// <param name="Reason">Why.</param>
public sealed record WeeklyFreeze(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To, TimeZoneInfo Zone, string Reason)
    : FreezeWindow(Reason)
{
    public override bool Contains(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, Zone);
        var (clock, yesterday) = (TimeOnly.FromTimeSpan(local.TimeOfDay), local.AddDays(-1).DayOfWeek);
        return EndsNextDay
            ? (Days.Contains(local.DayOfWeek) && clock >= From) || (Days.Contains(yesterday) && clock < To)
            : Days.Contains(local.DayOfWeek) && clock >= From && clock < To;
    }

    private bool EndsNextDay => To <= From;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"on {string.Join(", ", Days)} from {From:HH:mm} to {End} ({Zone.Id})");

    private string End => To == TimeOnly.MinValue ? "24:00" : EndsNextDay ? $"{To:HH:mm} of the next day" : $"{To:HH:mm}";
}
