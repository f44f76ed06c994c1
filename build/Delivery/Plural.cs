using System.Globalization;

namespace GitOpsDemo.Delivery;

/// <summary>Numbers with what they count, in messages.</summary>
public static class Plural
{
    /// <summary>Such as <c>1 rule</c> and <c>2 rules</c>.</summary>
    /// <param name="number">How many.</param>
    /// <param name="one">What one is called.</param>
    /// <param name="many">What several are called, where that is not the same with an s.</param>
    public static string Of(long number, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {Word(number, one, many)}");

    /// <summary>Only what is counted, for a number that is written in another form.</summary>
    /// <inheritdoc cref="Of"/>
    public static string Word(double number, string one, string? many = null) => number == 1 ? one : many ?? $"{one}s";
}
